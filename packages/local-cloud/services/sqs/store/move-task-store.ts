// Message move tasks, kept so that they outlive a restart.
import { z } from "zod";
import type { Database } from "../../../core/database.ts";

const MoveTask = z.object({
  handle: z.string(),
  sourceArn: z.string(),
  /** Left out: each message goes back to the queue it was dead-lettered from. */
  destinationArn: z.string().optional(),
  /** At most so many messages a second; left out: as many as SQS likes. */
  perSecond: z.number().optional(),
  /** In whose name it moves them. */
  caller: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("role"), arn: z.string() }),
    z.object({ kind: z.literal("service"), name: z.string(), sourceArn: z.string().exactOptional() }),
    z.object({ kind: z.literal("operator") }),
  ]),
  startedAt: z.number(),
  status: z.enum(["RUNNING", "COMPLETED", "CANCELLED", "FAILED"]),
  /** Messages visible in the source when the task started. */
  toMove: z.number(),
  moved: z.number(),
  failureReason: z.string().optional(),
});
export type MoveTask = Readonly<z.infer<typeof MoveTask>>;

const read = ({ task }: { readonly [column: string]: unknown }): MoveTask =>
  MoveTask.parse(JSON.parse(String(task)));
const isRunning = ({ status }: MoveTask): number => (status === "RUNNING" ? 1 : 0);

export const makeMoveTaskStore = ({ prepare }: Pick<Database, "prepare">) => {
  const insert = prepare("INSERT INTO move_tasks (handle, source_arn, is_running, task) VALUES (?, ?, ?, ?)");
  const update = prepare("UPDATE move_tasks SET is_running = ?, task = ? WHERE handle = ?");
  const bySource = prepare("SELECT task FROM move_tasks WHERE source_arn = ? ORDER BY rowid DESC LIMIT ?");
  const byHandle = prepare("SELECT task FROM move_tasks WHERE handle = ?");
  const running = prepare("SELECT task FROM move_tasks WHERE is_running = 1");
  return {
    add: (task: MoveTask): void => {
      insert.run(task.handle, task.sourceArn, isRunning(task), JSON.stringify(task));
    },
    update: (task: MoveTask): void => {
      update.run(isRunning(task), JSON.stringify(task), task.handle);
    },
    get: (handle: string): MoveTask | undefined => {
      const row = byHandle.get(handle);
      return row && read(row);
    },
    /** Newest first. */
    list: (sourceArn: string, max: number): readonly MoveTask[] => bySource.all(sourceArn, max).map(read),
    running: (): readonly MoveTask[] => running.all().map(read),
  };
};
