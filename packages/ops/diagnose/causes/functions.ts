// Causes in the functions themselves: what was deployed, and what Lambda gives them.
import { deployAgain, type Cause } from "../cause.ts";
import type { Facts, FunctionFacts, FunctionName, LogLine } from "../facts.ts";
import { countBy, failingNow, goesOn } from "../failing.ts";
import { kindOf } from "../failures.ts";
import { ops } from "../../target/ops-line.ts";

const names: readonly FunctionName[] = ["process-message", "query-messages", "authorize-caller"];

/** A sentence for each function of which such lines go on. */
const ofEach = (
  facts: Facts,
  fits: (line: LogLine, name: FunctionName) => boolean,
  say: (name: FunctionName, lines: readonly LogLine[]) => string,
): readonly string[] =>
  names.flatMap((name) => {
    const lines = facts.lines[name].filter((line) => fits(line, name));
    return goesOn(facts, name, lines) ? [say(name, lines)] : [];
  });

const failed = ({ report }: LogLine): boolean => report !== undefined && report.status !== "success";

const isStart = ({ report, thrown }: LogLine): boolean =>
  thrown?.isAtStart === true ||
  (report !== undefined &&
    (report.type.startsWith("platform.init") ||
      /^Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|CallbackHandlerDeprecated|Unknown|NodejsExit)/.test(
        report.errorType,
      )));

/** Lambda's own names: what the code throws has others. */
const isDeath = ({ report }: LogLine): boolean =>
  report?.status === "failure" || /^(?:Runtime|Sandbox|Extension)\./.test(report?.errorType ?? "");

/** An invocation throws on purpose: process-message so that Lambda slows down, authorize-caller to answer 401 or 500. */
const isOnPurpose = ({ message }: NonNullable<LogLine["thrown"]>): boolean =>
  /deliveries of the batch failed:|^Unauthorized$|^Authorization failed:/.test(message);

const isBug = (line: LogLine): boolean =>
  (line.thrown !== undefined && !isOnPurpose(line.thrown)) ||
  (line.code === "Unknown" && kindOf(line) === undefined && line.message !== "delivery failed") ||
  kindOf(line) === "refused";

const bugOf = ({ thrown, code }: LogLine): string => thrown?.type ?? code;

const isUnknown = (line: LogLine): boolean =>
  line.code === "Unknown" || line.code === "EventNotUnderstood" || kindOf(line) === "refused";

const each = (
  { functions }: Facts,
  say: (found: FunctionFacts, name: FunctionName) => string | undefined,
): readonly string[] =>
  names.flatMap((name) => {
    const found = functions[name];
    return (found && say(found, name)) ?? [];
  });

const revert = "revert the last deployment (docs/deploying.md#when-a-deployment-fails)";

export const functionCauses: readonly Cause[] = [
  {
    code: "ConcurrencyZero",
    meaning: "a function may not run at all: its reserved concurrency is 0",
    reads: "the functions' reserved concurrency",
    about: "messages",
    look: (facts) =>
      each(facts, ({ reserved }, name) =>
        reserved === 0 ? `the reserved concurrency of ${name} is 0` : undefined,
      ),
    next: (facts) => {
      const stopped = names.find((name) => facts.functions[name]?.reserved === 0);
      return `aws lambda delete-function-concurrency --function-name ${facts.stack}-${stopped}`;
    },
  },
  {
    code: "ConcurrencyTooLow",
    meaning: "process-message has fewer executions reserved than the queue's pollers start at once",
    reads: "the function's reserved concurrency and the event source mapping's maximum",
    about: "messages",
    unless: ["ConcurrencyZero"],
    look: ({ functions, mapping }) => {
      const reserved = functions["process-message"]?.reserved;
      const most = mapping?.maximumConcurrency;
      return reserved === undefined || most === undefined || reserved >= most
        ? []
        : [
            `${reserved} executions are reserved, and the pollers start up to ${most}: each throttled one uses up deliveries`,
          ];
    },
    next: (facts) =>
      deployAgain(facts, "raise the reserved concurrency, or lower messageProcessor.maximumConcurrency"),
  },
  {
    code: "FunctionThrottled",
    meaning: "Lambda throttles a function: the executions of the account, or its own, are used up",
    reads: "the metric Throttles of the last five minutes",
    about: "messages",
    unless: ["ConcurrencyZero", "ConcurrencyTooLow"],
    look: (facts) =>
      each(facts, ({ throttles }, name) =>
        throttles > 0 ? `${name} was throttled ${throttles} times in five minutes` : undefined,
      ),
    next: () => "aws lambda get-account-settings --query AccountLimit",
  },
  {
    code: "FunctionDoesNotStart",
    meaning: "a function fails before its first message: its code or its configuration is broken",
    reads: "Lambda's own lines in the functions' logs",
    about: "messages",
    look: (facts) =>
      ofEach(
        facts,
        (line) => (failed(line) || line.thrown !== undefined) && isStart(line),
        (name, lines) =>
          `${name} did not start: ${[...new Set(lines.map(({ report, thrown }) => thrown?.type ?? (report?.errorType || report?.status)))].join(", ")}`,
      ),
    next: () => revert,
  },
  {
    code: "FunctionTimesOut",
    meaning: "invocations of a function run out of time",
    reads: "Lambda's own lines in the functions' logs; failures in them",
    about: "messages",
    unless: ["FunctionDoesNotStart"],
    look: (facts) => [
      ...ofEach(
        facts,
        (line) => line.report?.status === "timeout" && !isStart(line),
        (name, lines) =>
          `${new Set(lines.map(({ at }) => at)).size} reports of ${name} say that it timed out, after ${facts.functions[name]?.timeoutSeconds ?? "?"} s`,
      ),
      ...[failingNow(facts, ({ code }) => code === "DeadlineExceeded").length]
        .filter((count) => count > 0)
        .map((count) => `${count} messages were given up because the invocation ran out of time`),
    ],
    next: (facts) =>
      `compare its time-out with what is in infra, and look at the stores: ${ops(facts, "status")}`,
  },
  {
    code: "FunctionDies",
    meaning: "the process of a function ends by itself: out of memory, or a crash",
    reads: "Lambda's own lines in the functions' logs",
    about: "messages",
    unless: ["FunctionDoesNotStart", "FunctionTimesOut"],
    look: (facts) =>
      ofEach(
        facts,
        (line) => failed(line) && line.report?.status !== "timeout" && !isStart(line) && isDeath(line),
        (name, lines) =>
          `${name} died: ${countBy(lines, ({ report }) => report?.errorType || report?.status || "")}`,
      ),
    next: () =>
      `look at its memory and at the lines before; with a deployment in the same minutes, ${revert}`,
  },
  {
    code: "ReleaseThrows",
    meaning: "a function fails in its own code, on every message or request",
    reads: "what the functions log of errors that no code foresaw",
    about: "messages",
    unless: ["FunctionDoesNotStart"],
    look: (facts) => {
      const thrown = ofEach(facts, isBug, (name, lines) => `${name} throws: ${countBy(lines, bugOf)}`);
      if (thrown.length > 0) return thrown;
      const messages = failingNow(facts, isUnknown);
      return messages.length === 0 || !goesOn(facts, "process-message", messages)
        ? []
        : [
            `all ${messages.length} messages that process-message was given fail: ${countBy(messages, ({ code }) => code)}`,
          ];
    },
    next: () => revert,
  },
];
