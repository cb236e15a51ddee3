// The system at a glance: a message's path from left to right, and below it latency, errors and stores.
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import { Construct } from "constructs";
import { alarmWidget, graphWidget, placeRows, textWidget, type Row } from "./widgets.ts";
import {
  errorGraphs,
  latencyGraphs,
  pipelineGraphs,
  storeGraphs,
  type Graph,
  type GraphedSystem,
} from "./graphs.ts";
import { globalName, type StackContext } from "../shared/stack-context.ts";

export type MessageDashboardProps = GraphedSystem & {
  readonly context: StackContext;
  /** Where the handbook is: a path or a URL. */
  readonly runbook: string;
};

const introduction = (prefix: string, runbook: string): string =>
  `**${prefix}** · a message's path from left to right; times are UTC. ` +
  `What each alarm means and what to do: ${/^https?:/.test(runbook) ? `[${runbook}](${runbook})` : `\`${runbook}\``}`;

export class MessageDashboard extends Construct {
  constructor(scope: Construct, id: string, props: MessageDashboardProps) {
    super(scope, id);
    const { prefix, aws } = props.context;
    const graphs = (height: number, all: readonly Graph[]): Row => ({
      height,
      widgets: all.map((graph) => graphWidget({ ...graph, region: aws.region })),
    });
    const rows: readonly Row[] = [
      { height: 2, widgets: [textWidget(introduction(prefix, props.runbook))] },
      { height: 3, widgets: [alarmWidget("Alarms", props.alarms.arns)] },
      graphs(7, pipelineGraphs(props)),
      graphs(6, latencyGraphs(props)),
      graphs(6, errorGraphs(props)),
      graphs(6, storeGraphs(props)),
    ];
    new CloudwatchDashboard(this, "dashboard", {
      dashboardName: globalName(prefix, aws),
      // `inherit`: the period of each graph is what its unit says, however long the range.
      dashboardBody: JSON.stringify({ start: "-PT6H", periodOverride: "inherit", widgets: placeRows(rows) }),
    });
  }
}
