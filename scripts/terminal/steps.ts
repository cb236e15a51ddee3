// The steps of a start: each says what it does and how long it took, and a failure says which step it was.
import { styleText } from "node:util";
import { Listr, ListrDefaultRendererLogLevels } from "listr2";
import { toDuration } from "./screen-event.ts";

export type Step = {
  /** Shown while the step runs. */
  readonly progress: (text: string) => void;
  /** Stays beside the step's title. */
  readonly note: (text: string) => void;
};

/** `name` completes the sentence "could not …". Rejects at once when the signal is aborted. */
export type RunStep = <T>(name: string, work: (step: Step) => Promise<T>) => Promise<T>;

const toTitle = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Rejects with the signal's reason, once it is aborted; what the work does then is left to who ends it. */
const untilAborted = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
};

type Show = (title: string, work: (step: Step) => Promise<void>) => Promise<void>;

/** One line that changes in its place. Yellow, the library's own choice, cannot be read on white. */
const showInPlace: Show = async (title, work) =>
  new Listr<void>(
    [
      {
        title,
        task: async (_context, task) =>
          work({
            progress: (text) => {
              task.output = text;
            },
            note: (text) => {
              task.title = `${title}: ${text}`;
            },
          }),
      },
    ],
    {
      rendererOptions: {
        showErrorMessage: false,
        collapseErrors: false,
        timer: { condition: true, field: toDuration, format: () => (text) => styleText("dim", text ?? "") },
        color: { [ListrDefaultRendererLogLevels.PENDING]: (text) => styleText("blue", text ?? "") },
      },
      // The caller ends what was started.
      registerSignalListeners: false,
    },
  ).run();

const showInLines =
  (say: (line: string) => void): Show =>
  async (title, work) => {
    say(`${title} …`);
    await work({ progress: () => undefined, note: () => undefined });
  };

export type StepsOptions = {
  readonly signal: AbortSignal;
  /** Whether a line can change in its place; else each step is a line of its own. */
  readonly inPlace: boolean;
  readonly say: (line: string) => void;
};

export const makeRunStep = ({ signal, inPlace, say }: StepsOptions): RunStep => {
  const show = inPlace ? showInPlace : showInLines(say);
  return async (name, work) => {
    let result: { readonly value: Awaited<ReturnType<typeof work>> } | undefined;
    try {
      await show(toTitle(name), async (step) => {
        result = { value: await untilAborted(signal, async () => work(step)) };
      });
    } catch (cause) {
      signal.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`could not ${name}: ${reason}`, { cause });
    }
    if (result === undefined) throw new Error(`could not ${name}`);
    return result.value;
  };
};
