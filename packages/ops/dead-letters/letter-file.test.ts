import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aReceived } from "./letter.fixture.ts";
import { fromLetterLine, readLetterFile, toLetterLine } from "./letter-file.ts";
import { toLetter } from "./letter.ts";
import { toFacts, toSummary } from "./summary.ts";

const queue = { arn: "d", workQueueArn: "w", maxReceiveCount: 3, retentionMs: 1, visible: 1, hidden: 0 };
const lineOf = (letter: ReturnType<typeof toLetter>): string =>
  toLetterLine(letter, toSummary(toFacts(letter), new Map(), queue));

describe("a letter's line in a file", () => {
  it("brings back the text, the attributes, the group, the trace and the time of acceptance", () => {
    const letter = toLetter(
      aReceived({
        Body: 'not JSON, but "quotes", \u0007 control characters, \u2028 and 🎈',
        MessageAttributes: { binary: { DataType: "Binary.png", BinaryValue: Buffer.from([0, 255, 10]) } },
      }),
    );
    const line = lineOf(letter);
    expect(line.indexOf("\n")).to.equal(line.length - 1);
    const { id, body, groupId, traceHeader, receivedAt } = letter;
    const { messageAttributes } = letter;
    expect(fromLetterLine(line)).to.deep.equal({
      id,
      body,
      messageAttributes,
      groupId,
      traceHeader,
      receivedAt,
    });
  });

  it("comes back from a file, which is split at line feeds alone", async () => {
    const directory = mkdtempSync(join(tmpdir(), "letters-"));
    const file = join(directory, "letters.jsonl");
    // Longer than what is read at once, too.
    const bodies = ["\u2028 and \u2029", "\u0085 and \r", "🎈".repeat(60_000)];
    writeFileSync(file, bodies.map((Body) => lineOf(toLetter(aReceived({ Body })))).join(""));
    const read: string[] = [];
    for await (const { body } of readLetterFile(file)) read.push(body);
    rmSync(directory, { recursive: true });
    expect(read).to.deep.equal(bodies);
  });

  it("is refused, by its number, when it is none", async () => {
    const directory = mkdtempSync(join(tmpdir(), "letters-"));
    const file = join(directory, "letters.jsonl");
    writeFileSync(file, `${lineOf(toLetter(aReceived()))}{"id":"x"}\n`);
    const ids: string[] = [];
    const reading = (async () => {
      for await (const { id } of readLetterFile(file)) ids.push(id);
    })();
    const error = await reading.catch((reason: unknown) => String(reason));
    rmSync(directory, { recursive: true });
    expect(error).to.match(/line 2 of .*letters.jsonl is not a letter/);
    expect(ids).to.deep.equal(["388a4262-ff66-4e92-ab9b-b1dfb7aa88f5"]);
  });
});
