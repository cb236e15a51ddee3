// Causes in what may be done: roles, policies of queues, the key.
import { deployAgain, redrive, type Cause } from "../cause.ts";
import type { Facts, LogLine, PolicyStatement } from "../facts.ts";
import { failingNow, failingQueries, failingRequests, goesOn, othersMeanwhile } from "../failing.ts";
import { deniedAction, kindOf, storeOf } from "../failures.ts";

/** The one statement of the stack's own queues. */
const isTlsOnly = ({ condition }: PolicyStatement): boolean =>
  condition === '{"Bool":{"aws:SecureTransport":"false"}}' ||
  condition === '{"Bool":{"aws:SecureTransport":["false"]}}';

const denials = ({ queue }: Facts): readonly PolicyStatement[] =>
  (queue?.policy ?? []).filter((statement) => statement.effect === "Deny" && !isTlsOnly(statement));

const isDenied = (line: LogLine): boolean => kindOf(line) === "denied";

/** Refusals that go on, with who was refused. What only delays a retry is told beside the failure of a delivery. */
const refusals = (facts: Facts): readonly (readonly [who: string, line: LogLine])[] => {
  const atQueue = facts.lines["process-message"].filter(
    (line) => storeOf(line) === "queue" && isDenied(line),
  );
  return [
    ...failingNow(facts, isDenied).map((line) => ["process-message", line] as const),
    ...(goesOn(facts, "process-message", atQueue) ? atQueue : []).map(
      (line) => ["process-message", line] as const,
    ),
    ...failingQueries(facts, isDenied).map((line) => ["query-messages", line] as const),
  ];
};

const isRefusedPost = ({
  method,
  integrationStatus,
}: {
  method: string;
  integrationStatus: string;
}): boolean => method === "POST" && integrationStatus === "403";

const lackedByRoles = ({ missingActions = [] }: Facts): readonly string[] =>
  [...Map.groupBy(missingActions, ({ who }) => who)].map(
    ([who, all]) =>
      `the role of ${who} may not ${all.map(({ action, on }) => `${action} on ${on}`).join(", ")}`,
  );

/** Beside what the roles lack. */
const deniedCalls = (facts: Facts): readonly string[] => {
  const missing = facts.missingActions ?? [];
  const isKnown = (who: string, action: string): boolean =>
    missing.some((each) => each.who === who && each.action.toLowerCase() === action.toLowerCase());
  const reason =
    facts.missingActions === undefined
      ? ""
      : `, although its role allows it: a boundary, the resource's policy or the organisation denies it`;
  const isOfDeny = (action: string): boolean => action.startsWith("sqs:") && denials(facts).length > 0;
  const logged = refusals(facts)
    .map(([who, line]) => ({ who, line, action: deniedAction(line) }))
    .filter(({ who, action }) => !isKnown(who, action) && !isOfDeny(action));
  const fromLogs = [...Map.groupBy(logged, ({ who, action }) => `${who} was denied ${action}${reason}`)].map(
    ([text, all]) =>
      text +
      othersMeanwhile(
        facts,
        all.filter(({ who }) => who === "process-message").map(({ line }) => line),
      ),
  );
  const posts = failingRequests(facts, isRefusedPost);
  const isPostKnown = isKnown("the API", "sqs:SendMessage") || isOfDeny("sqs:SendMessage");
  const fromApi =
    posts.length > 0 && !isPostKnown
      ? [
          `SQS answered 403 to ${posts.length} messages that the API sent: sqs:SendMessage is denied${reason}${reason === "" ? "" : ", or a template asks for another action"}`,
        ]
      : [];
  return [...fromLogs, ...fromApi];
};

/** What to look at where the roles are as the stack made them. */
const lookElsewhere = (facts: Facts): string => {
  const where = facts.isLocal
    ? "look at the faults that were injected (GET /_local/faults of the AWS endpoint shows them, DELETE takes them out) and at the policies of the bucket, the table and the queue"
    : "look at the policy of the bucket, the table or the queue that is named, at the permissions boundary of the role, and at the organisation's policies";
  return `${where}; mend what denies it, then ${redrive(facts)}`;
};

const isOfKey = (line: LogLine): boolean => kindOf(line) === "key";

/** The names with which S3, SQS and DynamoDB say that a key is not there to be used. */
const isDisabledCode = ({ code }: LogLine): boolean =>
  /^KMS.*(?:Disabled|NotFound|InvalidState|KeyUnavailable)/i.test(code);

const keyFailures = (facts: Facts, isDisabled: boolean): readonly LogLine[] =>
  [...failingNow(facts, isOfKey), ...failingQueries(facts, isOfKey)].filter(
    (line) => isDisabledCode(line) === isDisabled,
  );

/** `kms:*` as much as `kms:Decrypt`. */
const names = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(action);

const uses = ["kms:Decrypt", "kms:GenerateDataKey"];
const throughStores = ["sqs", "s3", "dynamodb"];

/** A statement that lets IAM decide on this use through this store. */
const allowsUse = (
  { effect, principal, actions, condition }: PolicyStatement,
  use: string,
  store: string,
): boolean =>
  effect === "Allow" &&
  // Not an AWS service's own use.
  (principal === '"*"' || principal.includes('"AWS"')) &&
  actions.some((action) => names(action, use)) &&
  (!condition.includes("kms:ViaService") || condition.includes(`"${store}.`));

const missingUses = ({ key }: Facts): readonly string[] => {
  const policy = key?.policy;
  if (policy === undefined) return [];
  const denied = policy
    .filter(({ effect }) => effect === "Deny")
    .map(({ sid }) => `denies in ${sid || "a statement"}`);
  const lacks = throughStores.flatMap((store) =>
    uses
      .filter((use) => !policy.some((statement) => allowsUse(statement, use, store)))
      .map((use) => `lets nobody ${use} through ${store}`),
  );
  return [...denied, ...lacks];
};

const keysSection = "docs/operating.md#keys";

export const permissionCauses: readonly Cause[] = [
  {
    code: "MissingGrant",
    meaning: "a role lacks an action that it needs",
    reads: "the roles' policies, by IAM's simulator; denials in the logs of the functions and of the API",
    about: "messages",
    look: (facts) => [...lackedByRoles(facts), ...deniedCalls(facts)],
    // Where the roles could be read, and allow what was denied, no grant of the stack mends it.
    next: (facts, evidence) =>
      facts.missingActions === undefined || lackedByRoles(facts).includes(evidence)
        ? deployAgain(facts, "restore the grant")
        : lookElsewhere(facts),
  },
  {
    code: "QueuePolicyDenies",
    meaning: "the policy of the queue denies more than requests without TLS",
    reads: "the queue's policy",
    about: "messages",
    look: (facts) =>
      denials(facts).map(
        ({ sid, actions }) =>
          `the statement ${sid || "without an id"} of the queue's policy denies ${actions.join(", ")}`,
      ),
    next: (facts) => deployAgain(facts, "take the statement out of the queue's policy"),
  },
  {
    code: "KeyDisabled",
    meaning: "the key that encrypts what holds messages is disabled, or about to be deleted",
    reads: "the key's state; codes that begin with KMS in the logs",
    about: "messages",
    look: (facts) => {
      const { key } = facts;
      if (key !== undefined && key.state !== "Enabled") return [`the key is ${key.state}`];
      const failures = keyFailures(facts, true);
      return failures.length === 0
        ? []
        : [`${failures.length} calls failed, the last with ${failures.at(-1)?.code}`];
    },
    next: () => `enable it, and decide within seven days: ${keysSection}`,
  },
  {
    code: "KeyPolicyTooNarrow",
    meaning: "the key's policy does not let the roles use it through SQS, S3 and DynamoDB",
    reads: "the key's policy; denials of kms: actions in the logs",
    about: "messages",
    unless: ["KeyDisabled"],
    look: (facts) => {
      const lacks = missingUses(facts);
      if (lacks.length > 0) return [`the key's policy ${lacks.join(", ")}`];
      const isGrant = (facts.missingActions ?? []).some(({ action }) => action.startsWith("kms:"));
      const failures = isGrant ? [] : keyFailures(facts, false);
      return failures.length === 0
        ? []
        : [`${failures.length} calls were denied the key: ${failures.at(-1)?.detail}`];
    },
    next: (facts) => deployAgain(facts, `restore the key's policy (${keysSection})`),
  },
];
