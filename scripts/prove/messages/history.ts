// What was seen of the table and the archive while the run went on: what is Processed must stay, and be archived first.
import type { Failure } from "./failure.ts";

export type Glimpse = {
  readonly message_id: string;
  readonly company_id: string;
  readonly sha256: string;
  readonly received_at: string;
  readonly processed_at: string;
};

/** `objects` were listed after `processed` was read: what was archived first is among them. */
export type Snapshot = { readonly processed: readonly Glimpse[]; readonly objects: ReadonlySet<string> };

const toState = ({ company_id, sha256, received_at, processed_at }: Glimpse): string =>
  [company_id, sha256, received_at, processed_at].join(" ");

export const makeHistory = () => {
  const seen = new Map<string, Glimpse>();
  const since = new Map<string, number>();
  return {
    /** By id: when a message was seen as Processed for the first time, epoch ms. */
    processedSince: (): ReadonlyMap<string, number> => since,
    /** What is wrong with it after all before it. `at`: when it was complete, epoch ms. */
    add: ({ processed, objects }: Snapshot, at: number): readonly Failure[] => {
      const now = new Map(processed.map((glimpse) => [glimpse.message_id, glimpse]));
      const failures: Failure[] = [];
      for (const [id, before] of seen) {
        const after = now.get(id);
        if (after === undefined || toState(after) !== toState(before))
          failures.push({
            check: "turned back",
            what: `${id} was Processed, and is ${after === undefined ? "not any more" : "another one now"}`,
          });
        if (after === undefined) seen.delete(id);
      }
      for (const [id, glimpse] of now) {
        if (!seen.has(id) && !objects.has(`${glimpse.company_id}/${id}.json`))
          failures.push({ check: "archived first", what: `${id} is Processed, and is not in the archive` });
        seen.set(id, glimpse);
        if (!since.has(id)) since.set(id, at);
      }
      return failures;
    },
  };
};
