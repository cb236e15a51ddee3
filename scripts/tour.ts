// `npm run tour`: plays the message handler's story on the running system.
import { endingSignals, firstThenAgain } from "@message-handler/ops/terminal/ending-signals.ts";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { readCommandLine } from "./command-line.ts";
import { openKeys, type Keys } from "./tour/keys.ts";
import { findObstacle, leaveClean } from "./tour/leave-clean.ts";
import { playTour } from "./tour/play-tour.ts";
import { makeSend } from "./tour/request.ts";
import { makeScreen, type Screen } from "./tour/screen.ts";
import { newTourIds, toStory } from "./tour/story.ts";
import { help, parseTourOptions, type TourOptions } from "./tour/tour-options.ts";
import { readTourSystem, type TourSystem } from "./tour/tour-system.ts";

const root = join(import.meta.dirname, "..");
const isAtTerminal = process.stdin.isTTY && process.stdout.isTTY;
const complain = (text: string): void => console.error(`npm run tour: ${text}`);

/** Aborted by a signal, with its name, or by a person who has seen enough. */
const interruption = new AbortController();
/** Aborted by a second one, which does not wait for the cleaning up either. */
const secondInterruption = new AbortController();
const interrupt = firstThenAgain<NodeJS.Signals | "q">(
  (reason) => interruption.abort(reason),
  (reason) => secondInterruption.abort(reason),
);

/** A failed fetch says why in its cause. */
const reasonOf = (error: unknown): string => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error && message === "fetch failed" ? `${message}, ${cause.message}` : message;
};

const toExitCode = (error: unknown): number => {
  if (!interruption.signal.aborted) {
    complain(reasonOf(error));
    return 1;
  }
  const reason: unknown = interruption.signal.reason;
  return reason === "q" ? 0 : 128 + constants.signals[reason as NodeJS.Signals];
};

const cleanUp = async (system: TourSystem, screen: Screen): Promise<void> => {
  try {
    await leaveClean(system, screen.note, secondInterruption.signal);
  } catch (error) {
    complain(
      secondInterruption.signal.aborted
        ? "the message is left to its retries. If they are used up, it waits in the dead-letter queue: redrive it."
        : `cannot clean up: ${reasonOf(error)}`,
    );
  }
};

const play = async ({ yes, outputsFile }: TourOptions): Promise<number> => {
  const path =
    outputsFile === undefined
      ? join(root, "outputs.json")
      : resolve(process.env["INIT_CWD"] ?? process.cwd(), outputsFile);
  const system = await readTourSystem(path);
  const obstacle = await findObstacle(system);
  if (obstacle !== undefined) {
    complain(`not begun, because of what the tour would clear away: ${obstacle}.`);
    return 1;
  }
  const screen = makeScreen(process.stdout, process.env);
  const { signal } = interruption;
  const keys: Keys | undefined = yes
    ? undefined
    : openKeys({
        input: process.stdin,
        onQuit: () => interrupt("q"),
        onInterrupt: () => interrupt("SIGINT"),
      });
  const goOn = async (): Promise<void> => {
    if (keys === undefined) return;
    const clear = screen.prompt("any key: run it   q: quit");
    await keys.next(signal).finally(clear);
  };
  const tokens = new Map<string, string>();
  let isBroken = false;
  try {
    await playTour(toStory(system, newTourIds()), {
      send: makeSend(tokens),
      tokens,
      issuer: system.issuer,
      signal,
      screen,
      goOn,
      onOutage: (isOn) => {
        isBroken = isOn;
      },
      opsOptions: outputsFile === undefined ? "" : ` --outputs "${path}"`,
    });
    screen.note("That was the tour. `docs/tour.md` has the same to read.");
    return 0;
  } catch (error) {
    const code = toExitCode(error);
    if (isBroken) await cleanUp(system, screen);
    return code;
  } finally {
    keys?.close();
  }
};

// Nobody reads any more, as when `head` has enough: what was broken is mended all the same.
for (const output of [process.stdout, process.stderr]) output.on("error", () => interrupt("SIGHUP"));
for (const signal of endingSignals) process.on(signal, interrupt);

const run = async (options: TourOptions): Promise<number> => {
  if (!options.yes && !isAtTerminal) {
    complain("there is no terminal where a person could press a key: add --yes to run through.");
    return 2;
  }
  try {
    return await play(options);
  } catch (error) {
    complain(reasonOf(error));
    return 1;
  }
};

const options = readCommandLine("npm run tour", parseTourOptions, help);
if (options !== undefined) process.exitCode = await run(options);
