// What the lines of the functions and of the API's access log are counted for: alarms watch these metrics, the dashboard
// draws them.
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { Construct } from "constructs";
import { functionMetric, type Metric } from "./metrics.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { StackContext } from "../shared/stack-context.ts";

/**
 * A line at ERROR or FATAL, and Lambda's own report of an invocation that timed out or crashed. It looks at JSON
 * fields, so no text inside a message can fire it or slip past it.
 */
export const errorLogPattern =
  '{ ($.level = "ERROR") || ($.level = "FATAL") || ($.record.status = "timeout") || ($.record.status = "failure") || ($.record.status = "error") }';

/**
 * The same for process-message, but for what a retry mends: the failure of a delivery, unless as many deliveries failed
 * as a message has. So often it failed alone, or was postponed with others. Lambda's own lines of a failed invocation
 * have no code, and what an invocation that died worked on is delivered again.
 */
export const deliveryErrorPattern = (maxReceiveCount: number): string =>
  `{ $.level = "ERROR" && $.code = "*" && ($.receive_count NOT EXISTS || $.receive_count >= ${maxReceiveCount} || $.times_postponed >= ${maxReceiveCount}) }`;

/** What is postponed when as many deliveries failed as a message has; the first two times need nobody. */
const lastingPattern = (maxReceiveCount: number): string => `{ $.times_postponed >= ${maxReceiveCount} }`;

/**
 * The same for authorize-caller, but for what it throws at a caller whose token may be good in a moment: anybody can
 * cause that with a made-up token. Lambda logs what is thrown at ERROR, without a code as our own lines have it.
 */
export const authorizerFailurePattern =
  '{ ($.level = "ERROR" && ($.code = "*" || $.message.errorMessage != "Unauthorized")) || ($.level = "FATAL") || ($.record.status = "timeout") || ($.record.status = "failure") || ($.record.status = "error" && $.record.errorType != "Error") }';

/** How a batch's last line counts its deliveries; an outcome that did not occur is left out of it. */
type Outcome = "Recorded" | "Duplicate" | "Rejected" | "Failed" | "Postponed";

const outcomePattern = (outcome: Outcome): string =>
  `{ ($.message = "batch ended") && ($.outcomes.${outcome} > 0) }`;

/** Answers to requests, by the status that the caller got: AWS's own metrics may count one that was mapped to another. */
const statusPattern = (...statuses: readonly string[]): string =>
  `(${statuses.map((status) => `$.status = "${status}"`).join(" || ")})`;

/** Not to requests without the signature that is asked for, nor to what a web ACL turned away: anybody can send these. */
const noStranger = '$.error_type != "MISSING_AUTHENTICATION_TOKEN" && $.error_type != "WAF_FILTERED"';

export type LogMetricsProps = {
  readonly context: StackContext;
  /** The API's. */
  readonly accessLog: CloudwatchLogGroup;
  /** Of the queue: how many deliveries a message has. */
  readonly maxReceiveCount: number;
  readonly functions: readonly NodeFunction[];
  /** The function whose batches are counted. */
  readonly messageProcessor: NodeFunction;
  /** The one that authorizes callers, where tokens are asked for. */
  readonly authorizer: NodeFunction | undefined;
};

export class LogMetrics extends Construct {
  /** Lines at ERROR or FATAL and reports of failed invocations, of all functions together, but for what a retry mends. */
  readonly errorLines: Metric;
  /** Requests, whatever was answered, but for strangers'. */
  readonly requests: Metric;
  /** Those that got a 5xx. */
  readonly faults: Metric;
  /** Those that got a 429. */
  readonly throttled: Metric;
  /** Those that no retry helps: who called, or what was sent, was not taken. */
  readonly refused: Metric;
  /** Messages recorded as processed for the first time. */
  readonly processed: Metric;
  /** Messages that were on record already, which changed nothing. */
  readonly duplicates: Metric;
  /** Messages recorded as rejected. */
  readonly rejected: Metric;
  /** Deliveries returned to the queue: retried, or dead-lettered after the last one. */
  readonly failed: Metric;
  /** Deliveries whose message was sent to the queue again, because of an outage or of throttling. */
  readonly postponed: Metric;
  /** Those of them that were not the message's first ones: the outage lasts. */
  readonly postponedAgain: Metric;
  /**
   * Failed invocations of a function: Lambda's `Errors`, but of the authorizer lines of those in which it could not
   * decide, as what it throws at callers is an error to Lambda.
   */
  readonly failuresOf: (each: NodeFunction) => Metric;
  readonly #prefix: string;

  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const { context, accessLog, maxReceiveCount, functions, messageProcessor, authorizer } = props;
    this.#prefix = context.prefix;
    this.errorLines = this.#metric("ErrorLogLines");
    for (const each of functions) {
      const patterns = new Map([
        [messageProcessor, deliveryErrorPattern(maxReceiveCount)],
        [authorizer, authorizerFailurePattern],
      ]);
      const pattern = patterns.get(each) ?? errorLogPattern;
      this.#count(`error-logs-${each.node.id}`, each.logGroup, pattern, this.errorLines, "1");
    }
    const countAnswers = (id: string, name: string, pattern: string): Metric => {
      const metric = this.#metric(name);
      this.#count(id, accessLog, `{ ${pattern} }`, metric, "1");
      return metric;
    };
    const refusals = statusPattern("400", "401", "403", "415");
    this.requests = countAnswers("requests", "Requests", `${statusPattern("*")} && ${noStranger}`);
    this.faults = countAnswers("faults", "FaultyRequests", statusPattern("5*"));
    this.throttled = countAnswers("throttled", "ThrottledRequests", statusPattern("429"));
    this.refused = countAnswers("refused", "RefusedRequests", `${refusals} && ${noStranger}`);
    const authorizerFailures = this.#metric("AuthorizerFailures");
    if (authorizer !== undefined)
      this.#count(
        "authorizer-failures",
        authorizer.logGroup,
        authorizerFailurePattern,
        authorizerFailures,
        "1",
      );
    this.failuresOf = (each) => (each === authorizer ? authorizerFailures : functionMetric(each, "Errors"));
    const countOutcome = (id: string, name: string, outcome: Outcome): Metric => {
      const metric = this.#metric(name);
      this.#count(id, messageProcessor.logGroup, outcomePattern(outcome), metric, `$.outcomes.${outcome}`);
      return metric;
    };
    this.processed = countOutcome("processed", "MessagesProcessed", "Recorded");
    this.duplicates = countOutcome("duplicates", "DuplicateDeliveries", "Duplicate");
    this.rejected = countOutcome("rejected", "MessagesRejected", "Rejected");
    this.failed = countOutcome("failed", "FailedDeliveries", "Failed");
    this.postponed = countOutcome("postponed", "PostponedDeliveries", "Postponed");
    this.postponedAgain = this.#metric("RepeatedlyPostponed");
    const lasting = lastingPattern(maxReceiveCount);
    this.#count("postponed-again", messageProcessor.logGroup, lasting, this.postponedAgain, "1");
  }

  #metric(name: string): Metric {
    return { namespace: this.#prefix, name, dimensions: {} };
  }

  /** @param value a number, or the field that holds it */
  #count(
    id: string,
    logGroup: CloudwatchLogGroup,
    pattern: string,
    { namespace, name }: Metric,
    value: string,
  ): void {
    new CloudwatchLogMetricFilter(this, id, {
      name: `${this.#prefix}-${id}`,
      logGroupName: logGroup.name,
      pattern,
      // Minutes in which the function says other things count as none, so that graphs and alarms return to zero.
      metricTransformation: { namespace, name, value, defaultValue: "0", unit: "Count" },
    });
  }
}
