// How fast the system is, and how often it fails.
import { apiMetric, functionMetric } from "./aws-metrics.ts";
import type { Graph, GraphedSystem } from "./graphed-system.ts";

export const latencyGraphs = (props: GraphedSystem): readonly Graph[] => [
  {
    title: "API: time to answer",
    units: ["milliseconds"],
    lines: [
      { metric: apiMetric(props, "Latency"), label: "half of the requests", stat: "p50" },
      { metric: apiMetric(props, "Latency"), label: "99 of 100", stat: "p99" },
      {
        metric: apiMetric(props, "IntegrationLatency"),
        label: "99 of 100, queue or reader alone",
        stat: "p99",
      },
    ],
  },
  {
    title: "Functions: time per invocation, 99 of 100",
    units: ["milliseconds"],
    lines: props.functions.map((each) => ({
      metric: functionMetric(each, "Duration"),
      label: each.node.id,
      stat: "p99",
    })),
  },
];

export const errorGraphs = (props: GraphedSystem): readonly Graph[] => [
  {
    title: "API: errors",
    units: ["per minute"],
    lines: [
      { metric: apiMetric(props, "4XXError"), label: "4xx, the sender's", stat: "Sum" },
      { metric: apiMetric(props, "5XXError"), label: "5xx, ours", stat: "Sum" },
    ],
  },
  {
    title: "Functions: failed and refused invocations",
    units: ["per minute"],
    lines: props.functions.flatMap((each) => [
      { metric: functionMetric(each, "Errors"), label: `${each.node.id} errors`, stat: "Sum" },
      { metric: functionMetric(each, "Throttles"), label: `${each.node.id} throttles`, stat: "Sum" },
    ]),
  },
  {
    title: "Log lines that wait for an operator",
    units: ["per minute"],
    lines: [{ metric: props.alarms.logMetrics.errorLines, label: "lines at ERROR, time-outs", stat: "Sum" }],
  },
];
