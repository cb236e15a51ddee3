import { expect } from "chai";
import type { LambdaFunction, Queue, State } from "../live/wire.ts";
import { toFlows } from "./flow.ts";

const queue: Queue = {
  name: "jobs",
  url: "",
  arn: "",
  visible: 0,
  in_flight: 0,
  delayed: 0,
  oldest_sent_at: null,
  noisy_groups: 0,
  quiet_groups: { visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null },
  sent: 10,
  sent_again: 7,
  received: 10,
  deleted: 10,
  dead_letter_queue: null,
  max_receive_count: null,
};
const work: LambdaFunction = {
  name: "work",
  pids: [],
  running: 0,
  cold_starts: 0,
  invocations: 0,
  errors: 0,
  event_source: "jobs",
};
const metric = (name: string, sum: number) => ({ namespace: "Jobs", name, dimensions: {}, sum, count: 1 });
const state: State = {
  account: { id: "", region: "" },
  api_url: "",
  outputs: {},
  speed: 1,
  started_at: "",
  queues: [queue],
  functions: [work],
  alarms: [],
  metrics: [metric("Failed", 2), metric("PutOff", 7)],
  inbox: [],
};

describe("the numbers of a pipeline", () => {
  it("count a message once as accepted, however often its function puts it off, and tell the two apart", () => {
    const [flow] = toFlows(state, { metrics: { Failed: "failed", PutOff: "postponed" } });
    expect(flow?.totals).to.include({ accepted: 3, failed: 2, postponed: 7, rejected: undefined });
  });
});
