// Causes in the stores: they fail, hang, throttle, or are gone.
import type { Cause } from "../cause.ts";
import type { Facts, LogLine } from "../facts.ts";
import { countBy, failingNow, failingQueries, failingRequests, goesOn, othersMeanwhile } from "../failing.ts";
import { kindOf, operationOf, storeOf, type Store } from "../failures.ts";
import { ops } from "../../target/ops-line.ts";

const toEvidence = (lines: readonly LogLine[]): readonly string[] =>
  lines.length === 0 ? [] : [countBy(lines, (line) => `${operationOf(line)} ${line.code}`.replace(/^ /, ""))];

/** Failures that go on at this store. */
const at =
  (store: Store, kind: ReturnType<typeof kindOf>) =>
  (facts: Facts): readonly string[] => {
    const fits = (line: LogLine): boolean => storeOf(line) === store && kindOf(line) === kind;
    const deliveries = failingNow(facts, fits);
    const queries = store === "table" ? failingQueries(facts, fits) : [];
    return toEvidence([...deliveries, ...queries]).map((text) => text + othersMeanwhile(facts, deliveries));
  };

const logs = "failures in the logs of process-message and query-messages";
const wait = (facts: Facts): string =>
  `wait, messages are postponed meanwhile: ${ops(facts, "status")}; the AWS Health Dashboard tells of outages`;

/** Calls that only set a pause fail beside the failure of a delivery. */
const queueFailures = (facts: Facts): readonly LogLine[] => {
  const lines = facts.lines["process-message"].filter(
    (line) => storeOf(line) === "queue" && ["failing", "silent", "throttled"].includes(kindOf(line) ?? ""),
  );
  return goesOn(facts, "process-message", lines) ? lines : [];
};

export const storeCauses: readonly Cause[] = [
  {
    code: "ArchiveFailing",
    meaning: "S3 fails, for everybody or for some",
    reads: logs,
    about: "messages",
    look: at("archive", "failing"),
    next: wait,
  },
  {
    code: "ArchiveHangs",
    meaning: "S3 does not answer in time",
    reads: logs,
    about: "messages",
    look: at("archive", "silent"),
    next: wait,
  },
  {
    code: "ArchiveThrottles",
    meaning: "S3 throttles what is written: a company sends more than one prefix takes",
    reads: logs,
    about: "messages",
    look: at("archive", "throttled"),
    next: (facts) => `a peak passes; what stays is for docs/operating.md#ceilings: ${ops(facts, "status")}`,
  },
  {
    code: "TableFailing",
    meaning: "DynamoDB fails, for everybody or for some",
    reads: logs,
    about: "messages",
    look: at("table", "failing"),
    next: wait,
  },
  {
    code: "TableHangs",
    meaning: "DynamoDB does not answer in time",
    reads: logs,
    about: "messages",
    look: at("table", "silent"),
    next: wait,
  },
  {
    code: "TableThrottles",
    meaning: "DynamoDB throttles: one company's records, or the whole table",
    reads: logs,
    about: "messages",
    look: at("table", "throttled"),
    next: (facts) => `a peak passes; what stays is for docs/operating.md#ceilings: ${ops(facts, "status")}`,
  },
  {
    code: "QueueFailing",
    meaning: "SQS fails or does not answer: messages are not accepted, or failed ones not postponed",
    reads: "the access log; failures in the log of process-message",
    about: "posts",
    look: (facts) => {
      const posts = failingRequests(
        facts,
        ({ method, integrationStatus, errorType }) =>
          method === "POST" &&
          (integrationStatus.startsWith("5") || /^INTEGRATION_(?:FAILURE|TIMEOUT)$/.test(errorType)),
      );
      const fromApi = posts.length === 0 ? [] : [`${posts.length} messages were refused with a 5xx by SQS`];
      return [[...fromApi, ...toEvidence(queueFailures(facts))].join("; ")].filter((text) => text !== "");
    },
    next: (facts) =>
      `wait: senders were told to send again; ${ops(facts, "status")}; the AWS Health Dashboard tells of outages`,
  },
  {
    code: "StoreMissing",
    meaning: "the bucket, the table or an index is gone, or misnamed",
    reads: logs,
    about: "messages",
    look: (facts) => (["archive", "table"] as const).flatMap((store) => at(store, "missing")(facts)),
    next: (facts) =>
      `deploy again; a lost table comes back from the archive: ${ops(facts, "rebuild")} (docs/operating.md#backups-and-restoring)`,
  },
  {
    code: "StoreUnreadable",
    meaning: "the table or the archive holds something that this system did not write",
    reads: logs,
    about: "messages",
    look: (facts) => (["archive", "table"] as const).flatMap((store) => at(store, "unreadable")(facts)),
    next: (facts) => ops(facts, "reconcile"),
  },
  {
    code: "CredentialsRefused",
    meaning: "AWS does not take the credentials of a function, or its clock is off",
    reads: logs,
    about: "messages",
    look: (facts) => (["archive", "table"] as const).flatMap((store) => at(store, "credentials")(facts)),
    next: () => "look whether other functions of the account are affected, and ask AWS",
  },
];
