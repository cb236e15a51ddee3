// Classifies the errors of AWS clients as transient failures, in one place.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { AWS_ERROR_TABLE, type ErrorFacts, type ErrorRow } from "./aws-error-table.ts";

/** As deep as the SDK itself looks. */
const MAX_CAUSES = 10;

const UNKNOWN: Omit<ErrorRow, "matches"> = { reason: "something unknown went wrong", needsOperator: true };

/** Names that say nothing. */
const NAMELESS = new Set(["Error", "Unknown", "UnknownError"]);

const read = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

/** A name may come out of an answer's body: only what looks like one is taken. */
const isName = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z][\w.]{0,79}$/.test(value);

const toFacts = (error: unknown): ErrorFacts => {
  const status = read(read(error, "$metadata"), "httpStatusCode");
  return {
    names: [read(error, "code"), read(error, "name"), read(error, "Code")].filter(isName),
    status: typeof status === "number" ? status : undefined,
    isServiceException: read(error, "$fault") !== undefined,
    isRetryable: read(error, "$retryable") !== undefined,
    isThrottling: read(read(error, "$retryable"), "throttling") === true,
  };
};

const withCauses = (error: unknown): readonly unknown[] => {
  const links: unknown[] = [error];
  for (let cause = read(error, "cause"); cause !== undefined && links.length <= MAX_CAUSES;) {
    links.push(cause);
    cause = read(cause, "cause");
  }
  return links;
};

type Finding = { readonly row: Omit<ErrorRow, "matches">; readonly facts: ErrorFacts };

/** The outermost link of the chain that the table knows decides. */
const findRow = (links: readonly unknown[]): Finding => {
  for (const facts of links.map(toFacts)) {
    const row = AWS_ERROR_TABLE.find(({ matches }) => matches(facts));
    if (row !== undefined) return { row, facts };
  }
  return { row: UNKNOWN, facts: toFacts(links[0]) };
};

/** IAM names the action in its message, next to ARNs that must not be passed on. */
const findAction = (links: readonly unknown[]): string | undefined =>
  links
    .map((link) => read(link, "message"))
    .filter((message) => typeof message === "string")
    .map((message) => /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1])
    .find((action) => action !== undefined);

const toDetail = (operation: string, { row, facts }: Finding, action: string | undefined): string => {
  if (row.isAccessDenied === true && action !== undefined)
    return `${operation} was denied: ${action} is not granted.`;
  const status = facts.status === undefined ? "" : ` (HTTP ${facts.status})`;
  return `${operation} failed: ${row.reason}${status}.`;
};

/** A refusal without a body, as every answer to HEAD is, has a status and no name. */
const toNamelessCode = ({ row }: Finding): string =>
  row.isAccessDenied === true ? "AccessDenied" : "Unknown";

/**
 * Every error of a service is Transient: none of them is caused by the message, the unknown ones included. What
 * differs is whether an operator must act, and whether the service throttles. The detail is made of our own words, the
 * operation, the status and, when access was denied, the action that is not granted; never of the error's text, which
 * names ARNs and quotes values.
 *
 * @param operation the call that failed, as an operator knows it: `PutItem`
 */
export const classifyAwsError = (error: unknown, operation: string): TransientFailure => {
  const links = withCauses(error);
  const finding = findRow(links);
  return {
    kind: "Transient",
    code: finding.facts.names.find((name) => !NAMELESS.has(name)) ?? toNamelessCode(finding),
    detail: toDetail(operation, finding, findAction(links)),
    needsOperator: finding.row.needsOperator,
    ...(finding.row.isThrottled === true ? { isThrottled: true } : {}),
    cause: error,
  };
};
