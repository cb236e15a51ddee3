// The message move tasks of a run: one active task per source queue, the newest first in lists. Kept in memory.
import { randomUUID } from "node:crypto";
import type { Log } from "../../core/log.ts";
import type { MoveMessages } from "./move-messages.ts";
import { invalidParameter } from "./sqs-fault.ts";

export type MoveOrder = {
  readonly sourceArn: string;
  /** Undefined: each message goes back to the queue it came from. */
  readonly destinationArn: string | undefined;
  /** In whose name; undefined for an unsigned request. */
  readonly accessKeyId: string | undefined;
};

export type MoveTask = {
  /** Like AWS's own, base64 of a small JSON document that names the source. */
  readonly handle: string;
  readonly order: MoveOrder;
  readonly startedAt: Date;
  status: "RUNNING" | "CANCELLED" | "COMPLETED" | "FAILED";
  /** Messages visible in the source when the task started. */
  toMove: number;
  moved: number;
  failureReason: string | undefined;
};

export type MoveTasks = {
  /** The new task's handle; throws when the source has an active task. */
  readonly start: (order: MoveOrder) => string;
  /** Newest first. */
  readonly list: (sourceArn: string) => readonly Readonly<MoveTask>[];
  /** Ends what runs and waits for its end. */
  readonly stop: () => Promise<void>;
};

export type MoveTasksDeps = {
  readonly move: MoveMessages;
  readonly log: Log;
  readonly now: () => Date;
};

type Run = { readonly task: MoveTask; readonly stopping: AbortController; readonly done: Promise<void> };

const toHandle = ({ sourceArn }: MoveOrder): string =>
  Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString("base64");

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
      queue: task.order.sourceArn,
      moved: task.moved,
      ...(failure === undefined ? {} : { reason: failure }),
    });
  };

  return {
    start: (order) => {
      if (runs.some(({ task }) => task.order.sourceArn === order.sourceArn && task.status === "RUNNING")) {
        throw invalidParameter(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const handle = toHandle(order);
      const fresh = { status: "RUNNING", toMove: 0, moved: 0, failureReason: undefined } as const;
      const task: MoveTask = { handle, order, startedAt: now(), ...fresh };
      const stopping = new AbortController();
      runs.unshift({ task, stopping, done: carryOut(task, stopping.signal) });
      return handle;
    },
    list: (sourceArn) => runs.map(({ task }) => task).filter(({ order }) => order.sourceArn === sourceArn),
    stop: async () => {
      for (const { stopping } of runs) stopping.abort();
      await Promise.all(runs.map(async ({ done }) => done));
    },
  };
};
