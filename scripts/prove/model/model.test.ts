import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaults } from "../../../infra/config/defaults.ts";
import { prod } from "../../../infra/config/prod.ts";
import { toCeilings } from "./ceilings.ts";
import { toCosts, toSum } from "./cost.ts";
import { toBatch } from "./fill.ts";
import { project } from "./projection.ts";

const operating = readFileSync(join(import.meta.dirname, "../../..", "docs/operating.md"), "utf8");
const { memoryMb } = defaults.messageProcessor;

/** The cells of the table that begins with these, without its two first lines. */
const tableOf = (begin: string): readonly (readonly string[])[] => {
  const [, table = ""] = operating.split(begin);
  const [text = ""] = table.split("\n\n");
  return text
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("**", "")),
    );
};

/** To the tenth of a cent, without what binary fractions lose. */
const toDollars = (value = NaN): string => `$${Number(value.toPrecision(12)).toFixed(3)}`;

describe("the model's cost per million messages", () => {
  it("is that of the table in docs/operating.md, to the last digit", () => {
    const columns = [1, 10, 100].map((batch) => toCosts({ batch, kib: 1, memoryMb }));
    const rows = Object.keys(columns[0] ?? {}).map((item) => [
      item,
      ...columns.map((costs) => toDollars(costs[item])),
    ]);
    const sums = ["sum", ...columns.map((costs) => `$${toSum(costs).toFixed(2)}`)];
    const documented = tableOf("| per million messages ").map(([item, , ...dollars]) => [item, ...dollars]);
    expect(documented).to.deep.equal([...rows, sums]);
  });

  it("grows with what is sent in steps of 64 KiB, and with each KiB that is recorded", () => {
    const [small, large] = [1, 65].map((kib) => toCosts({ batch: 10, kib, memoryMb }));
    expect([small?.["SQS"], large?.["SQS"]].map((dollars) => dollars?.toFixed(2))).to.deep.equal([
      "0.60",
      "1.15",
    ]);
    expect([small?.["DynamoDB writes"], large?.["DynamoDB writes"]]).to.deep.equal([3 * 0.625, 67 * 0.625]);
  });
});

describe("the model's batches", () => {
  it("are as small as the executions have time for, and never larger than configured", () => {
    const worker = { batchSize: 10, maximumConcurrency: 28 };
    const batches = [10, 500, 1000, 4000, 50_000].map((rate) =>
      toBatch({ rate, kib: 1, hotShare: 0 }, worker),
    );
    expect(batches).to.deep.equal([1, 1, 2, 10, 10]);
  });
});

describe("the model's ceilings", () => {
  it("end where the table in docs/operating.md says", () => {
    const documented = tableOf("| at                          | what ends").map(([at = ""]) =>
      Number(/(?<= or |^)[\d,]+(?! or)/.exec(at)?.[0].replaceAll(",", "")),
    );
    const ofQuotas = toCeilings(prod, { rate: 1, kib: 1, hotShare: 1 })
      .filter(({ name }) => !/api\.rateLimit|process-message|as it was made|Lambda|in flight/.test(name))
      .map(({ at }) => at);
    expect(documented).to.include.members(ofQuotas);
  });

  it("do not bind at 10 and 1,000 messages a second, and the admitted rate comes first", () => {
    for (const rate of [10, 1000]) {
      const [first] = project(rate).ceilings;
      expect(first?.name).to.equal("api.rateLimit");
      expect(first?.load).to.be.below(1);
    }
  });

  it("bind at 10,000 for the company that posts half of it and for everybody, but never in Lambda or the queue", () => {
    const binding = project(10_000).ceilings.filter(({ load }) => load >= 1);
    expect(binding.map(({ name }) => name)).to.have.members([
      "api.rateLimit",
      "write units of one company's key in the index",
      "write units of the table, as it was made",
      "write units of a new index",
      "executions of process-message",
      "PUTs of one company's prefix",
      "API Gateway's requests of an account",
    ]);
  });

  it("are rates of all companies together, also where one company's share alone meets them", () => {
    const ofOne = project(1000).ceilings.filter(({ name }) => name.includes("one company's"));
    expect(ofOne.map(({ at, load }) => [at, load])).to.deep.equal([
      [2000, 0.5],
      [7000, 1 / 7],
    ]);
  });

  it("of the configuration follow the rate that is let in", () => {
    const faster = { ...prod, api: { rateLimit: 10_000, burstLimit: 10_000 } };
    const names = toCeilings(faster, { rate: 9000, kib: 1, hotShare: 0 }).flatMap(({ name, load }) =>
      load > 1 ? [name] : [],
    );
    expect(names).to.deep.equal(["write units of a new index"]);
  });
});
