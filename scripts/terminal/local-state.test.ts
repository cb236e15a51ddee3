import { expect } from "chai";
import { countDeadLetters, toStackNames, type LocalState } from "./local-state.ts";

const aQueue = { visible: 0, dead_letter_queue: null, max_receive_count: null };
const state: LocalState = {
  queues: [
    {
      ...aQueue,
      name: "shop-local-work",
      visible: 7,
      dead_letter_queue: "shop-local-dead",
      max_receive_count: 3,
    },
    { ...aQueue, name: "shop-local-dead", visible: 2 },
  ],
  functions: [{ name: "shop-local-worker", event_source: "shop-local-work" }, { name: "shop-local-web" }],
  alarms: [{ name: "shop-local-worker-errors" }],
};

describe("the names of the running stack", () => {
  it("have what all begin with, up to a hyphen", () => {
    expect(toStackNames(state).prefix).to.equal("shop-local-");
    const others = [{ name: "other" }];
    expect(toStackNames({ ...state, alarms: others }).prefix).to.equal("");
    expect(toStackNames({ queues: [], functions: [], alarms: [] }).prefix).to.equal("");
  });

  it("say how often a function gets a message before it is a dead letter", () => {
    expect([...toStackNames(state).deliveries]).to.deep.equal([["shop-local-worker", 3]]);
  });
});

describe("countDeadLetters", () => {
  it("counts the queues that dead letters go to, and no other", () => {
    expect(countDeadLetters(state)).to.equal(2);
  });
});
