// What a company asks of its list of messages.
import type { RecordStatus } from "./record.ts";

export type ListQuery = {
  readonly company_id: string;
  readonly status?: RecordStatus;
  /** Bounds on `received_at`, both inclusive; ISO 8601, UTC, milliseconds. */
  readonly from?: string;
  readonly to?: string;
  /** 1–100. */
  readonly limit: number;
  /** By `received_at`; `desc` is newest first. */
  readonly order: "asc" | "desc";
};
