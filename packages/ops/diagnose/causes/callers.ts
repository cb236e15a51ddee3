// Causes between callers and the queue: tokens, the API's templates, what senders send.
import { deployAgain, type Cause } from "../cause.ts";
import type { AccessLine, Facts } from "../facts.ts";
import { countBy, failingRequests, goesOn, latest } from "../failing.ts";
import { manyRejections, rejectionWindow } from "../limits.ts";
import { ops } from "../../target/ops-line.ts";

/** Fewer may be one caller's mistake. */
const fewestDenials = 3;

const isRefusal = ({ status }: AccessLine): boolean => status === "401" || status === "403";

/** Requests that were refused since somebody was let in for the last time, when their tokens are denied for one of these. */
const refusedFor = (facts: Facts, ...codes: readonly string[]): readonly string[] => {
  const letIn = latest(facts.answered);
  const denied = facts.lines["authorize-caller"].filter(
    ({ message, at }) => message === "caller denied" && at > letIn,
  );
  const found = denied.filter(({ code }) => codes.includes(code));
  // API Gateway keeps a denial for a minute: only its access log has all of them.
  const refused = facts.refused.filter((line) => isRefusal(line) && line.at > letIn);
  const isMost = found.length > 0 && found.length >= denied.length / 2;
  if (refused.length < fewestDenials || !isMost) return [];
  // The oldest comes first.
  const since = new Date(refused[0]?.at ?? facts.at).toISOString();
  return [
    `all ${refused.length} requests since ${since} were refused, with tokens that were denied for ${countBy(found, ({ code }) => code)}`,
  ];
};

const tokens = "denials in the log of authorize-caller, and the access log: nobody is let in";
const compareTokens = ({ stack }: Facts): string =>
  `compare with the issuer: aws lambda get-function-configuration --function-name ${stack}-authorize-caller --query Environment.Variables (docs/tokens.md)`;

const isIssuer = /^Issuer(?:Unreachable|Garbled)$/;

const rejectedLately = ({ at, lines }: Facts) =>
  lines["process-message"].filter(
    (line) => line.message === "message rejected" && line.at >= at - rejectionWindow,
  );

/** Companies most of whose messages are invalid. */
const invalidSenders = ({ rejections }: Facts) =>
  rejections.filter(({ rejected, processed }) => rejected >= manyRejections && rejected >= processed);

/** More than so many at once: not the senders have changed. */
const fewSenders = 2;

const reasons = (facts: Facts): string =>
  countBy(rejectedLately(facts), ({ code, fields }) => [code, ...fields].join(" "));

export const callerCauses: readonly Cause[] = [
  {
    code: "WrongAudience",
    meaning: "no token is for the audience that the API asks for: it was changed here or at the issuer",
    reads: tokens,
    about: "callers",
    look: (facts) => refusedFor(facts, "WrongAudience"),
    next: compareTokens,
  },
  {
    code: "WrongIssuer",
    meaning: "no token is of the issuer that the API asks for: it was changed here, or the senders' was",
    reads: tokens,
    about: "callers",
    look: (facts) => refusedFor(facts, "WrongIssuer"),
    next: compareTokens,
  },
  {
    code: "IssuerKeysMoved",
    meaning: "no token is signed with a key that the issuer publishes",
    reads: tokens,
    about: "callers",
    look: (facts) => refusedFor(facts, "UnknownKey", "WrongSignature"),
    next: compareTokens,
  },
  {
    code: "CompanyClaimMissing",
    meaning: "no token names a company in the claim that the API reads",
    reads: tokens,
    about: "callers",
    look: (facts) => refusedFor(facts, "NoCompany"),
    next: compareTokens,
  },
  {
    code: "IssuerUnreachable",
    meaning: "the keys that verify tokens cannot be fetched, or are none",
    reads: "failures in the log of authorize-caller",
    about: "callers",
    look: (facts) => {
      const lines = facts.lines["authorize-caller"].filter(({ code }) => isIssuer.test(code));
      return goesOn(facts, "authorize-caller", lines)
        ? [`${countBy(lines, ({ code }) => code)}; the last: ${lines.at(-1)?.detail}`]
        : [];
    },
    next: compareTokens,
  },
  {
    code: "TemplateBroken",
    meaning: "SQS refuses what the API makes of a request: a mapping template or the integration was changed",
    reads: "the access log: POSTs that got a 5xx although SQS answered 4xx",
    about: "posts",
    unless: ["MissingGrant", "QueuePolicyDenies", "KeyDisabled", "KeyPolicyTooNarrow"],
    look: (facts) => {
      const lines = failingRequests(
        facts,
        ({ method, integrationStatus, errorType }) =>
          method === "POST" &&
          ((integrationStatus.startsWith("4") && integrationStatus !== "403") ||
            errorType === "API_CONFIGURATION_ERROR"),
      );
      return lines.length === 0
        ? []
        : [
            `${lines.length} messages got a ${lines.at(-1)?.status}: SQS answered ${countBy(lines, ({ integrationStatus, errorType }) => (integrationStatus === "-" ? errorType : integrationStatus))}`,
          ];
    },
    next: (facts) => deployAgain(facts, "restore the integration of POST /messages"),
  },
  {
    code: "CallersThrottled",
    meaning: "callers send more than the API lets in, and get a 429",
    reads: "the access log",
    about: "callers",
    look: ({ at, refused }) => {
      const lines = refused.filter((line) => line.status === "429" && line.at >= at - 5 * 60_000);
      return lines.length < 20
        ? []
        : [
            `${lines.length} requests got a 429 in five minutes: ${countBy(lines, ({ method, route }) => `${method} ${route}`)}`,
          ];
    },
    next: () => "tell the sender, or raise api.rateLimit (docs/operating.md#changing-limits)",
  },
  {
    code: "CompanySendsInvalid",
    meaning: "most messages of a company are invalid: it changed what it sends",
    reads: "rejections in the log of process-message and in the table, of the last five minutes",
    about: "callers",
    look: (facts) => {
      const senders = invalidSenders(facts);
      return senders.length > fewSenders
        ? []
        : senders.map(
            ({ companyId, rejected, processed }) =>
              `${rejected} of ${rejected + processed} messages of company ${companyId} were rejected: ${reasons(facts)}`,
          );
    },
    next: (facts) => ops(facts, `company ${invalidSenders(facts)[0]?.companyId}`),
  },
  {
    code: "EverybodySendsInvalid",
    meaning: "most messages of several companies are rejected: what is accepted was changed here",
    reads: "rejections in the log of process-message and in the table, of the last five minutes",
    about: "callers",
    look: (facts) => {
      const senders = invalidSenders(facts);
      return senders.length > fewSenders
        ? [`most messages of ${senders.length} companies or more are rejected: ${reasons(facts)}`]
        : [];
    },
    next: () => "revert the last deployment (docs/deploying.md#when-a-deployment-fails)",
  },
];
