// Carries out message move tasks: one at a time for each source queue, on through a restart.
import type { Database } from "../../core/database.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import type { Queue, Queues } from "./queues.ts";
import { toTaskHandle } from "./task-handle.ts";
import { invalidParameter, SqsError, toQueryName } from "./sqs-error.ts";
import { makeMoveTaskStore, type MoveTask } from "./store/move-task-store.ts";
import type { QueueStore } from "./store/queue-store.ts";

type MoveOrder = Pick<MoveTask, "destinationArn" | "perSecond" | "caller">;

export type MoveTasks = ReturnType<typeof startMoveTasks>;

type MoveTasksDeps = Pick<ServiceDeps, "authorize" | "clock" | "log" | "now"> & {
  readonly database: Database;
  readonly queues: Queues;
  readonly store: QueueStore;
};

/** Messages a second unless the task says less (StartMessageMoveTask, API reference). */
const mostPerSecond = 500;
/** Messages that are moved at once, in one transaction. */
const chunk = 10;

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);

/** Goes on with the tasks that were running when the last run ended. */
export const startMoveTasks = (deps: MoveTasksDeps) => {
  const { database, queues, store, authorize, clock, log, now } = deps;
  const tasks = makeMoveTaskStore(database);
  const stopping = new AbortController();
  /** By the task's handle. */
  const running = new Map<string, { readonly done: Promise<void>; readonly cancel: () => void }>();

  /** Throws AccessDenied, or KmsAccessDenied for a queue whose key the caller may not use. */
  const check = ({ caller }: MoveTask, action: string, arn: string): void => {
    const decision = authorize(caller, action, arn);
    if (!decision.allowed)
      throw new SqsError(decision.ofKey === true ? "KmsAccessDenied" : "AccessDenied", decision.message);
  };

  const queueOf = (arn: string): Queue => queues.get(nameOf(arn));

  /** Moves as many as lay there at the start: what fails again and comes back is left for the next task. */
  const moveChunk = (task: MoveTask): MoveTask => {
    const { sourceArn, destinationArn, perSecond = mostPerSecond } = task;
    for (const action of ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:DeleteMessage"])
      check(task, action, sourceArn);
    const destinationOf = (deadLetterSource: string | undefined): Queue | undefined => {
      const arn = destinationArn ?? deadLetterSource;
      if (arn !== undefined) check(task, "sqs:SendMessage", arn);
      return arn === undefined ? undefined : queueOf(arn);
    };
    const max = Math.min(chunk, perSecond, task.toMove - task.moved);
    const { moved, left } = store.move(queueOf(sourceArn), max, destinationOf);
    const after = { ...task, moved: task.moved + moved };
    // "An SQS message sent directly to the DLQ" has no source (developer guide, DLQ redrive troubleshooting).
    if (left > 0) return { ...after, status: "FAILED", failureReason: "CouldNotDetermineMessageSource" };
    return moved < max || after.moved === after.toMove ? { ...after, status: "COMPLETED" } : after;
  };

  /** What is moved and what is noted of it are one transaction: no restart moves a message twice. */
  const step = (task: MoveTask): MoveTask => {
    try {
      return database.transaction(() => {
        const after = moveChunk(task);
        tasks.update(after);
        return after;
      });
    } catch (error) {
      const failureReason = error instanceof SqsError ? toQueryName(error.code) : String(error);
      const failed: MoveTask = { ...task, status: "FAILED", failureReason };
      tasks.update(failed);
      return failed;
    }
  };

  const carryOut = async (started: MoveTask, cancelled: AbortSignal): Promise<void> => {
    const signal = AbortSignal.any([stopping.signal, cancelled]);
    let task = started;
    while (task.status === "RUNNING") {
      const perSecond = task.perSecond ?? mostPerSecond;
      const ms = (1000 * Math.min(chunk, perSecond)) / perSecond;
      // Rejects only when it is time to end. Before each chunk, so that the task runs when it is first asked about.
      // A rate that the caller asked for is its wish, and no wait of SQS's own: the speed does not divide it.
      await clock.wait(task.perSecond === undefined ? ms : ms * clock.speed, signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      task = cancelled.aborted ? { ...task, status: "CANCELLED" } : step(task);
    }
    const { status, sourceArn, destinationArn, moved, failureReason: reason } = task;
    const destinations =
      destinationArn === undefined
        ? queues.sourcesOf(sourceArn).map(({ name }) => name)
        : [nameOf(destinationArn)];
    log(status === "FAILED" ? "WARN" : "INFO", "sqs", `move task ${status.toLowerCase()}`, {
      queue: nameOf(sourceArn),
      destination: destinations.join(", "),
      moved,
      ...(reason === undefined ? {} : { reason }),
    });
  };

  const run = (task: MoveTask): void => {
    const cancelling = new AbortController();
    const done = carryOut(task, cancelling.signal).finally(() => running.delete(task.handle));
    running.set(task.handle, { done, cancel: () => cancelling.abort() });
  };

  for (const task of tasks.running()) run(task);
  return {
    /** The new task's handle; throws when the source has an active task. */
    start: (source: Queue, order: MoveOrder): string => {
      if (tasks.running().some(({ sourceArn }) => sourceArn === source.arn)) {
        throw invalidParameter(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const task: MoveTask = {
        ...order,
        handle: toTaskHandle(source.arn),
        sourceArn: source.arn,
        startedAt: now().getTime(),
        status: "RUNNING",
        toMove: store.counts(source).visible,
        moved: 0,
      };
      tasks.add(task);
      log("INFO", "sqs", "move task started", { queue: source.name, to_move: task.toMove });
      run(task);
      return task.handle;
    },
    list: tasks.list,
    /** How many messages it has moved; those stay where they are. Throws unless the task is active. */
    cancel: (handle: string): number => {
      const task = tasks.get(handle);
      if (task === undefined)
        throw new SqsError("ResourceNotFoundException", "The specified task does not exist.", 404);
      if (task.status !== "RUNNING")
        throw new SqsError("UnsupportedOperation", "Only active tasks can be cancelled.");
      // Nothing is moved after this, whenever the task that waits wakes up.
      tasks.update({ ...task, status: "CANCELLED" });
      running.get(handle)?.cancel();
      return task.moved;
    },
    /** Interrupts what runs: it goes on after the next start. */
    stop: async (): Promise<void> => {
      stopping.abort();
      await Promise.all([...running.values()].map(async ({ done }) => done));
    },
  };
};
