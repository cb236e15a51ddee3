// The message move tasks of a run: one active task per source queue, the newest first in lists. Kept in memory.
import { randomUUID } from "node:crypto";
import type { Log } from "../log.ts";
import type { MoveMessages } from "./move-messages.ts";
import { invalidParameter, SqsFault } from "./sqs-fault.ts";
import { decodeTaskHandle, toTaskHandle } from "./task-handle.ts";

export type MoveOrder = {
  readonly sourceArn: string;
  /** Undefined: each message goes back to the queue it came from. */
  readonly destinationArn: string | undefined;
  readonly messagesPerSecond: number | undefined;
  /** In whose name; undefined for an unsigned request. */
  readonly accessKeyId: string | undefined;
};

export type MoveTask = {
  readonly handle: string;
  readonly order: MoveOrder;
  readonly startedAt: Date;
  status: "RUNNING" | "CANCELLING" | "CANCELLED" | "COMPLETED" | "FAILED";
  /** Messages visible in the source when the task started. */
  toMove: number;
  moved: number;
  failureReason: string | undefined;
};

export type MoveTasks = {
  /** The new task's handle; throws when the source has an active task. */
  readonly start: (order: MoveOrder) => string;
  /** Messages moved so far; throws when no such task is running. */
  readonly cancel: (handle: string) => number;
  /** Newest first. */
  readonly list: (sourceArn: string) => readonly Readonly<MoveTask>[];
  /** Cancels what runs and waits for its end. */
  readonly stop: () => Promise<void>;
};

export type MoveTasksDeps = {
  readonly move: MoveMessages;
  readonly log: Log;
  readonly now: () => Date;
};

type Run = { readonly task: MoveTask; readonly cancelling: AbortController; readonly done: Promise<void> };

const isActive = ({ status }: MoveTask): boolean => status === "RUNNING" || status === "CANCELLING";

export const makeMoveTasks = ({ move, log, now }: MoveTasksDeps): MoveTasks => {
  const runs: Run[] = [];

  const carryOut = async (task: MoveTask, signal: AbortSignal): Promise<void> => {
    const progress = {
      counted: (toMove: number): void => {
        task.toMove = toMove;
      },
      moved: (): void => {
        task.moved += 1;
      },
    };
    const failure = await move(task.order, progress, signal);
    task.failureReason = failure;
    task.status = failure !== undefined ? "FAILED" : signal.aborted ? "CANCELLED" : "COMPLETED";
    log(failure === undefined ? "INFO" : "WARN", "sqs", `move task ${task.status.toLowerCase()}`, {
      source: task.order.sourceArn,
      moved: task.moved,
      ...(failure === undefined ? {} : { reason: failure }),
    });
  };

  const cancelRun = ({ task, cancelling }: Run): void => {
    task.status = "CANCELLING";
    cancelling.abort();
  };

  return {
    start: (order) => {
      if (runs.some(({ task }) => task.order.sourceArn === order.sourceArn && isActive(task))) {
        throw invalidParameter(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const handle = toTaskHandle({ taskId: randomUUID(), sourceArn: order.sourceArn });
      const fresh = { status: "RUNNING", toMove: 0, moved: 0, failureReason: undefined } as const;
      const task: MoveTask = { handle, order, startedAt: now(), ...fresh };
      const cancelling = new AbortController();
      runs.unshift({ task, cancelling, done: carryOut(task, cancelling.signal) });
      return handle;
    },
    cancel: (handle) => {
      decodeTaskHandle(handle);
      const run = runs.find(({ task }) => task.handle === handle);
      if (run === undefined) throw new SqsFault("ResourceNotFoundException", "Task does not exist.", 404);
      if (run.task.status !== "RUNNING") {
        throw new SqsFault("UnsupportedOperation", "Only active tasks can be cancelled.");
      }
      cancelRun(run);
      return run.task.moved;
    },
    list: (sourceArn) => runs.map(({ task }) => task).filter(({ order }) => order.sourceArn === sourceArn),
    stop: async () => {
      for (const run of runs) if (run.task.status === "RUNNING") cancelRun(run);
      await Promise.all(runs.map(async ({ done }) => done));
    },
  };
};
