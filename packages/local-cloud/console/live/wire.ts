// What the control API sends, as it comes out of JSON.
import type { Level } from "../../core/log.ts";
import type { CloudState } from "../../core/state.ts";

/** Times arrive as ISO 8601. */
type Wire<T> = T extends Date ? string : T extends object ? { readonly [Key in keyof T]: Wire<T[Key]> } : T;

export type State = Wire<CloudState>;
export type Queue = State["queues"][number];
export type LambdaFunction = State["functions"][number];
export type Alarm = State["alarms"][number];
export type Mail = State["inbox"][number];

/** A line of the log; the fields differ from line to line. */
export type LogEntry = {
  /** Its number since the start. */
  readonly id: number;
  readonly time: string;
  readonly level: Level;
  readonly source: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};
