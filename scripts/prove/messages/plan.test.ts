import { expect } from "chai";
import { longest } from "./text.ts";
import { makePlan, type Plan, type Post } from "./plan.ts";

const postsOf = ({ stretches }: Plan): readonly Post[] => stretches.flatMap(({ posts }) => posts);
const effectsOf = ({ stretches }: Plan): ReadonlySet<string> =>
  new Set(
    stretches.flatMap(({ weather }) =>
      weather.rules.map(({ service, effect }) => `${service} ${effect.type}`),
    ),
  );

describe("the plan of a proof", () => {
  it("is the same for the same seed and size, and another for another seed", () => {
    expect(makePlan(7, 200)).to.deep.equal(makePlan(7, 200));
    expect(postsOf(makePlan(7, 200))).not.to.deep.equal(postsOf(makePlan(8, 200)));
  });

  for (const messages of [100, 600, 3000])
    it(`has about ${messages} posts, in their order, each once`, () => {
      const posts = postsOf(makePlan(1, messages));
      expect(posts.length).to.be.within(messages, messages + 10);
      expect(posts.map(({ index }) => index)).to.deep.equal(posts.map((_, index) => index));
    });

  it("crashes the system, asks for tokens, kills functions and poisons messages in the shortest run, too", () => {
    const plan = makePlan(1, 100);
    expect(plan.stretches.filter(({ crash }) => crash !== undefined)).to.have.length(1);
    expect(plan.stretches.filter(({ beginsTokens }) => beginsTokens)).to.have.length(1);
    expect(plan.stretches.every(({ kills }) => kills.size > 0)).to.equal(true);
    const poisoned = postsOf(plan).filter((post) => post.kind === "accepted" && post.isPoisoned === true);
    expect(poisoned.length).to.equal(2);
    expect(plan.poison.map(({ match }) => match)).to.have.members(
      poisoned.map((post) => (post.kind === "accepted" ? post.text.message_id : undefined)),
    );
  });

  it("poisons no message before tokens are asked for: until then the system is started again without its faults", () => {
    const { stretches } = makePlan(3, 600);
    const tokens = stretches.findIndex(({ beginsTokens }) => beginsTokens);
    const before = stretches.slice(0, tokens).flatMap(({ posts }) => posts);
    expect(before.filter((post) => post.kind === "accepted" && post.isPoisoned === true)).to.deep.equal([]);
    expect(stretches.slice(tokens).filter(({ crash }) => crash !== undefined)).to.deep.equal([]);
  });

  it("sends late posts of which none is longer than the longest that is due a 202", () => {
    const { late } = makePlan(12, 3000);
    expect(late.length).to.be.above(400);
    for (const post of late)
      expect(post.kind === "accepted" && Buffer.byteLength(post.text.raw)).to.be.within(1, longest);
  });

  it("meets every effect on S3 and DynamoDB, and an outage of each, in a run of 600", () => {
    const plan = makePlan(1, 600);
    const effects = ["error", "latency", "hang", "reset", "apply-then-reset", "garbage"];
    expect(effectsOf(plan)).to.include.all.keys(
      ["s3", "dynamodb"].flatMap((service) => effects.map((effect) => `${service} ${effect}`)),
    );
    const outages = plan.stretches.filter(({ weather }) =>
      weather.rules.some(({ probability }) => probability === undefined),
    );
    expect(outages.map(({ weather }) => weather.rules[0]?.service)).to.include.members(["s3", "dynamodb"]);
  });
});
