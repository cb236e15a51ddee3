// What the dashboard's graphs are drawn from.
import type { Alarms } from "./alarms.ts";
import type { GraphProps } from "./dashboard-widgets.ts";
import type { MessageArchive } from "../storage/message-archive.ts";
import type { MessageTable } from "../storage/message-table.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";

export type GraphedSystem = {
  readonly alarms: Alarms;
  readonly queue: WorkQueue;
  readonly functions: readonly NodeFunction[];
  readonly apiName: string;
  readonly stageName: string;
  readonly table: MessageTable;
  readonly archive: MessageArchive;
};

export type Graph = Omit<GraphProps, "region">;
