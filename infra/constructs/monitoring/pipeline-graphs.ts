// The way of a message, a graph for each step.
import { apiMetric, queueMetric } from "./aws-metrics.ts";
import type { Graph, GraphedSystem } from "./graphed-system.ts";

export const pipelineGraphs = (props: GraphedSystem): readonly Graph[] => {
  const { queue, deadLetters } = props.queue;
  const { processed, duplicates, rejected, failed } = props.alarms.logMetrics;
  return [
    {
      title: "1 · Accepted",
      units: ["per minute"],
      lines: [
        { metric: queueMetric(queue, "NumberOfMessagesSent"), label: "messages accepted", stat: "Sum" },
        // Gateways count a request as a sample, whatever came of it.
        { metric: apiMetric(props, "Count"), label: "requests, reads too", stat: "SampleCount" },
      ],
    },
    {
      title: "2 · Queued, and for how long",
      units: ["messages", "seconds"],
      lines: [
        {
          metric: queueMetric(queue, "ApproximateNumberOfMessagesVisible"),
          label: "waiting",
          stat: "Maximum",
        },
        {
          metric: queueMetric(queue, "ApproximateNumberOfMessagesNotVisible"),
          label: "in work or paused",
          stat: "Maximum",
        },
        {
          metric: queueMetric(queue, "ApproximateAgeOfOldestMessage"),
          label: "age of the oldest",
          stat: "Maximum",
          axis: "right",
        },
      ],
    },
    {
      title: "3 · Processed",
      units: ["per minute"],
      lines: [
        { metric: processed, label: "processed", stat: "Sum" },
        { metric: duplicates, label: "duplicates, nothing changed", stat: "Sum" },
      ],
    },
    {
      title: "4 · Rejected",
      units: ["per minute"],
      lines: [{ metric: rejected, label: "rejected", stat: "Sum" }],
    },
    {
      title: "5 · Retried",
      units: ["per minute"],
      lines: [{ metric: failed, label: "failed deliveries", stat: "Sum" }],
    },
    {
      title: "6 · Dead-lettered",
      units: ["messages"],
      lines: [
        {
          metric: queueMetric(deadLetters, "ApproximateNumberOfMessagesVisible"),
          label: "dead letters",
          stat: "Maximum",
        },
      ],
    },
  ];
};
