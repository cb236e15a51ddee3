// CloudWatch Logs behind the common endpoint: what the stack's log groups hold.
import { makeJsonProtocol } from "../../endpoint/json-protocol.ts";
import { makeService } from "../../endpoint/make-service.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { describeLogGroups, describeLogStreams } from "./describe.ts";
import { makeLogGroups } from "./log-groups.ts";
import { makeLogStore } from "./log-store.ts";
import { filterLogEvents, getLogEvents } from "./read-events.ts";

export const startLogs = ({ stack, account, now }: Pick<ServiceDeps, "stack" | "account" | "now">) => {
  const store = makeLogStore();
  const groups = makeLogGroups(stack, account, store);
  return {
    /** Takes the event in; the oldest go when there are many thousands. */
    keep: store.put,
    service: makeService({
      name: "logs",
      actions: "logs",
      protocol: makeJsonProtocol({ target: "Logs_20140328", version: "1.1" }),
      invalid: "InvalidParameterException",
      operations: {
        DescribeLogGroups: describeLogGroups(groups, now()),
        DescribeLogStreams: describeLogStreams(groups, store),
        FilterLogEvents: filterLogEvents(groups, store),
        GetLogEvents: getLogEvents(groups, store),
      },
    }),
  };
};
