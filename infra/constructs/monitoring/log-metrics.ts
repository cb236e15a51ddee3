// What the functions' log lines are counted for: alarms watch these metrics, the dashboard draws them.
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { Construct } from "constructs";
import type { Metric } from "./metrics.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { StackContext } from "../shared/stack-context.ts";

/**
 * A line at ERROR or FATAL, and Lambda's own report of an invocation that timed out or crashed. It looks at JSON
 * fields, so no text inside a message can fire it or slip past it.
 */
export const errorLogPattern =
  '{ ($.level = "ERROR") || ($.level = "FATAL") || ($.record.status = "timeout") || ($.record.status = "failure") || ($.record.status = "error") }';

/** How a batch's last line counts its deliveries; an outcome that did not occur is left out of it. */
type Outcome = "Recorded" | "Duplicate" | "Rejected" | "Failed";

const outcomePattern = (outcome: Outcome): string =>
  `{ ($.message = "batch ended") && ($.outcomes.${outcome} > 0) }`;

export type LogMetricsProps = {
  readonly context: StackContext;
  readonly functions: readonly NodeFunction[];
  /** The function whose batches are counted. */
  readonly messageProcessor: NodeFunction;
};

type Counted = {
  readonly id: string;
  readonly logs: NodeFunction;
  readonly pattern: string;
  readonly metric: Metric;
  /** A number, or the field that holds it. */
  readonly value: string;
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
  readonly #prefix: string;

  constructor(scope: Construct, id: string, { context, functions, messageProcessor }: LogMetricsProps) {
    super(scope, id);
    this.#prefix = context.prefix;
    this.errorLines = this.#metric("ErrorLogLines");
    for (const each of functions)
      this.#count({
        id: `error-logs-${each.node.id}`,
        logs: each,
        pattern: errorLogPattern,
        metric: this.errorLines,
        value: "1",
      });
    this.processed = this.#countOutcome(messageProcessor, "processed", "MessagesProcessed", "Recorded");
    this.duplicates = this.#countOutcome(messageProcessor, "duplicates", "DuplicateDeliveries", "Duplicate");
    this.rejected = this.#countOutcome(messageProcessor, "rejected", "MessagesRejected", "Rejected");
    this.failed = this.#countOutcome(messageProcessor, "failed", "FailedDeliveries", "Failed");
  }

  #metric(name: string): Metric {
    return { namespace: this.#prefix, name, dimensions: {} };
  }

  #countOutcome(messageProcessor: NodeFunction, id: string, name: string, outcome: Outcome): Metric {
    const metric = this.#metric(name);
    this.#count({
      id,
      logs: messageProcessor,
      pattern: outcomePattern(outcome),
      metric,
      value: `$.outcomes.${outcome}`,
    });
    return metric;
  }

  #count({ id, logs, pattern, metric: { namespace, name }, value }: Counted): void {
    new CloudwatchLogMetricFilter(this, id, {
      name: `${this.#prefix}-${id}`,
      logGroupName: logs.logGroup.name,
      pattern,
      // Minutes in which the function says other things count as none, so that graphs and alarms return to zero.
      metricTransformation: { namespace, name, value, defaultValue: "0", unit: "Count" },
    });
  }
}
