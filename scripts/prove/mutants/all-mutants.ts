// The faults that the proofs must be able to see, each one that somebody could make in earnest.
import type { Mutant } from "./mutant.ts";

const useCase = "functions/process-message/process-message.ts";
const putRecord = "packages/message-store/put-record.ts";
const archive = "packages/message-store/archive-message.ts";
const classifier = "packages/message-store/classify-aws-error.ts";
const batch = "packages/lambda-kit/batch-handler.ts";
const templates = "infra/constructs/api/mapping-templates.ts";

const ofTheWriteRules: readonly Mutant[] = [
  {
    name: "a record is put without a condition",
    file: putRecord,
    find: "        ...toCondition(record),\n",
    replace: "",
    first: "simulation",
  },
  {
    name: "the message is recorded before it is archived",
    file: useCase,
    find: `  const archived = await deps.archiveMessage(toValidObject(envelope, message, judgedAt));
  if (E.isLeft(archived)) return archived;
  if (archived.right.kind === "Conflict") return reject(deps, envelope, conflict);
  const first = toFirst(envelope, archived.right);
  const recorded = await deps.recordProcessed(toProcessedRecord(first, message, judgedAt));
  if (E.isLeft(recorded)) return recorded;
  return recorded.right === "Conflict" ? reject(deps, first, conflict) : E.right(recorded.right);`,
    replace: `  const recorded = await deps.recordProcessed(toProcessedRecord(envelope, message, judgedAt));
  if (E.isLeft(recorded)) return recorded;
  if (recorded.right === "Conflict") return reject(deps, envelope, conflict);
  const archived = await deps.archiveMessage(toValidObject(envelope, message, judgedAt));
  if (E.isLeft(archived)) return archived;
  return archived.right.kind === "Conflict" ? reject(deps, envelope, conflict) : E.right(recorded.right);`,
    first: "simulation",
  },
  {
    name: "a rejection overwrites what is processed",
    file: putRecord,
    find: `"attribute_not_exists(message_id) OR (#status = :rejected AND attribute_not_exists(company_id))"`,
    replace: `"attribute_not_exists(message_id) OR #status <> :rejected"`,
    first: "simulation",
  },
  {
    name: "a message replaces another company's rejection",
    file: putRecord,
    find: " AND (attribute_not_exists(company_id) OR company_id = :company))",
    replace: " OR company_id = :company)",
    first: "simulation",
  },
  {
    name: "the hash of an archived object is not compared",
    file: archive,
    find: "if (found === checksum) return",
    replace: "if (found !== undefined) return",
    first: "simulation",
  },
  {
    name: "the hash of a record is not compared",
    file: "packages/domain/record-machine.ts",
    find: "return isSameCompany && existing.sha256 === incoming.sha256 ?",
    replace: "return isSameCompany ?",
    first: "simulation",
  },
  {
    name: "a write whose answer was lost counts as a conflict",
    file: putRecord,
    find: `decision === "Write" ? E.left(changedMeanwhile("PutItem")) : E.right(decision)`,
    replace: `decision === "Write" ? E.left(changedMeanwhile("PutItem")) : E.right("Conflict")`,
    first: "simulation",
  },
  {
    name: "an archived object is overwritten",
    file: archive,
    find: `      IfNoneMatch: "*",\n`,
    replace: "",
    first: "simulation",
  },
  {
    name: "the loser of a conflict is archived as the winner",
    file: "packages/domain/archived-object.ts",
    find: `    verdict: "Rejected",\n`,
    replace: `    verdict: "Valid",\n`,
    first: "simulation",
  },
  {
    name: "a rejection is acknowledged though it could not be recorded",
    file: useCase,
    find: "    if (E.isLeft(recorded)) return recorded;\n    if (recorded.right !==",
    replace: "    if (E.isLeft(recorded)) return E.left(failure);\n    if (recorded.right !==",
    first: "simulation",
  },
  {
    name: "a rejection is neither archived nor recorded",
    file: useCase,
    find: "? reject(deps, received.envelope, validated.left)",
    replace: "? E.left(validated.left.failure)",
    first: "simulation",
  },
  {
    name: "a proxy's 200 is taken for a write",
    file: putRecord,
    find: `return answer.ConsumedCapacity === undefined ? E.left(unconfirmed("PutItem")) : E.right("Recorded");`,
    replace: `return E.right(answer === undefined ? "Duplicate" : "Recorded");`,
    first: "simulation",
  },
  {
    name: "the text is serialised again",
    file: "functions/process-message/received-message.ts",
    find: "      message: body,\n",
    replace: "      message: JSON.stringify(JSON.parse(body)),\n",
    first: "processes",
  },
];

const ofFailures: readonly Mutant[] = [
  {
    name: "an answer that cannot be read is taken for bad JSON in the message",
    file: classifier,
    find: `    kind: "Transient",\n`,
    replace: `    kind: finding.facts.names.includes("SyntaxError") ? "Permanent" : "Transient",\n    fields: [],\n`,
    first: "processes",
  },
  {
    name: "a denied call writes the message off",
    file: classifier,
    find: `    kind: "Transient",\n`,
    replace: `    kind: finding.row.isAccessDenied === true ? "Permanent" : "Transient",\n    fields: [],\n`,
    first: "simulation",
  },
  {
    name: "the batch's failures are not reported",
    file: batch,
    find: "batchItemFailures: returned.map(({ delivery }) => ({ itemIdentifier: delivery.sqsMessageId })),",
    replace: "batchItemFailures: returned.slice(returned.length),",
    first: "simulation",
  },
  {
    name: "the deadline is ignored",
    file: "packages/lambda-kit/with-deadline.ts",
    find: "Math.max(0, ms));",
    replace: "Math.max(2_000_000_000, ms));",
    first: "simulation",
  },
  {
    name: "one message's failures count as an outage",
    file: "packages/lambda-kit/outage-evidence.ts",
    find: "const MESSAGES = 5;",
    replace: "const MESSAGES = 1;",
    first: "simulation",
  },
  {
    name: "an outage is never seen",
    file: "packages/lambda-kit/outage-evidence.ts",
    find: "const MESSAGES = 5;",
    replace: "const MESSAGES = 5000;",
    first: "simulation",
  },
  {
    name: "a message is deleted though its copy was not sent",
    file: "packages/lambda-kit/postpone.ts",
    find: "  return E.isRight(sent);\n",
    replace: "  return true;\n",
    first: "simulation",
  },
  {
    name: "a postponed copy forgets when the message came",
    file: "packages/lambda-kit/postpone.ts",
    find: 'received_at: { dataType: "Number", stringValue: `${receivedAt}` }',
    replace: 'received_at: { dataType: "Number", stringValue: `${now().getTime()}` }',
    first: "simulation",
  },
  {
    name: "a postponed copy forgets its request",
    file: "packages/lambda-kit/postpone.ts",
    find: "      ...attributes,\n      received_at:",
    replace: "      received_at:",
    first: "simulation",
  },
];

const ofTheApi: readonly Mutant[] = [
  {
    name: "what SQS refuses is answered with a 200",
    file: "infra/constructs/api/send-message-route.ts",
    find: `    status: "500",\n    selectionPattern: undefined,\n    template: refusedTemplate,`,
    replace: `    status: "200",\n    selectionPattern: undefined,\n    template: '{"request_id":"$context.requestId"}',`,
    first: "processes",
  },
  {
    name: "the body is not encoded in the request to SQS",
    file: templates,
    find: "&MessageBody=$util.urlEncode($input.body)",
    replace: "&MessageBody=$input.body",
    first: "processes",
  },
  {
    name: "messages have no group",
    file: templates,
    find: "#if($company && $company != '')&MessageGroupId=$util.urlEncode($company.toLowerCase())#end",
    replace: "",
    first: "processes",
  },
  {
    name: "the request's id is not sent along",
    file: templates,
    find: `  { name: "request_id", type: "String", value: "$context.requestId", bytes: 36 },\n`,
    replace: "",
    first: "processes",
  },
  {
    name: "a cursor is not bound to its company",
    file: "packages/domain/cursor.ts",
    find: "return { company_id, status, from, to, order } satisfies Bound;",
    replace: `return { company_id: "", status, from, to, order };`,
    first: "processes",
  },
  {
    name: "the authorizer allows whom it could not check",
    file: "functions/authorize-caller/handler.ts",
    find: "if (E.isLeft(decision)) return fail(requestLog, decision.left);",
    replace: `if (E.isLeft(decision)) return toAuthorizerResult({ kind: "Allowed", companyId: "00000000-0000-4000-8000-000000000000" }, everyRoute);`,
    first: "processes",
  },
  {
    name: "the token's company is not compared with the message's",
    file: useCase,
    find: "if (isMismatch) return",
    replace: "if (false) return",
    first: "processes",
  },
  {
    name: "a record is shown to another company",
    file: "functions/query-messages/get-message.ts",
    find: "return record !== undefined && isVisible\n",
    replace: "return record !== undefined\n",
    first: "processes",
  },
];

export const allMutants: readonly Mutant[] = [...ofTheWriteRules, ...ofFailures, ...ofTheApi];
