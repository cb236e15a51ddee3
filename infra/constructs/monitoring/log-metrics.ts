// What the functions' log lines are counted for: alarms watch these metrics, the dashboard draws them.
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
 * The same for authorize-caller, but for what it throws at a caller whose token may be good in a moment: anybody can
 * cause that with a made-up token. Lambda logs what is thrown at ERROR, without a code as our own lines have it.
 */
export const authorizerFailurePattern =
  '{ ($.level = "ERROR" && ($.code = "*" || $.message.errorMessage != "Unauthorized")) || ($.level = "FATAL") || ($.record.status = "timeout") || ($.record.status = "failure") || ($.record.status = "error" && $.record.errorType != "Error") }';

/** How a batch's last line counts its deliveries; an outcome that did not occur is left out of it. */
type Outcome = "Recorded" | "Duplicate" | "Rejected" | "Failed" | "Postponed";

const outcomePattern = (outcome: Outcome): string =>
  `{ ($.message = "batch ended") && ($.outcomes.${outcome} > 0) }`;

export type LogMetricsProps = {
  readonly context: StackContext;
  readonly functions: readonly NodeFunction[];
  /** The function whose batches are counted. */
  readonly messageProcessor: NodeFunction;
  /** The one that authorizes callers, where tokens are asked for. */
  readonly authorizer: NodeFunction | undefined;
};

export class LogMetrics extends Construct {
  /** Lines at ERROR or FATAL and reports of failed invocations, of all functions together. */
  readonly errorLines: Metric;
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
  /**
   * Failed invocations of a function: Lambda's `Errors`, but of the authorizer lines of those in which it could not
   * decide, as what it throws at callers is an error to Lambda.
   */
  readonly failuresOf: (each: NodeFunction) => Metric;
  readonly #prefix: string;

  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const { context, functions, messageProcessor, authorizer } = props;
    this.#prefix = context.prefix;
    this.errorLines = this.#metric("ErrorLogLines");
    for (const each of functions) {
      const pattern = each === authorizer ? authorizerFailurePattern : errorLogPattern;
      this.#count(`error-logs-${each.node.id}`, each, pattern, this.errorLines, "1");
    }
    const authorizerFailures = this.#metric("AuthorizerFailures");
    if (authorizer !== undefined)
      this.#count("authorizer-failures", authorizer, authorizerFailurePattern, authorizerFailures, "1");
    this.failuresOf = (each) => (each === authorizer ? authorizerFailures : functionMetric(each, "Errors"));
    const countOutcome = (id: string, name: string, outcome: Outcome): Metric => {
      const metric = this.#metric(name);
      this.#count(id, messageProcessor, outcomePattern(outcome), metric, `$.outcomes.${outcome}`);
      return metric;
    };
    this.processed = countOutcome("processed", "MessagesProcessed", "Recorded");
    this.duplicates = countOutcome("duplicates", "DuplicateDeliveries", "Duplicate");
    this.rejected = countOutcome("rejected", "MessagesRejected", "Rejected");
    this.failed = countOutcome("failed", "FailedDeliveries", "Failed");
    this.postponed = countOutcome("postponed", "PostponedDeliveries", "Postponed");
  }

  #metric(name: string): Metric {
    return { namespace: this.#prefix, name, dimensions: {} };
  }

  /** @param value a number, or the field that holds it */
  #count(
    id: string,
    { logGroup }: NodeFunction,
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
