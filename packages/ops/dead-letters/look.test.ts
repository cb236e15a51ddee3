import { expect } from "chai";
import { interrupt } from "../terminal/interrupt.fixture.ts";
import { makeFakeQueues, type FakeQueues } from "./fake-queues.fixture.ts";
import type { Letter } from "./letter.ts";
import { lookAtLetters } from "./look.ts";

const placeOf = ({ sqs }: FakeQueues) => ({ deadLetterQueueUrl: "dead", clients: { sqs } });

const queueOf = (count: number, callMs: number): FakeQueues => {
  const queues = makeFakeQueues(callMs);
  for (let index = 0; index < count; index += 1) queues.put("dead", `letter-${index}`, "x");
  return queues;
};

/** Of a whole look; `onPage` is what whoever looks does meanwhile. */
const look = async (queues: FakeQueues, onPage: () => void = () => undefined) =>
  lookAtLetters(
    placeOf(queues),
    async ({ pages, unseen }) => {
      const ids: string[] = [];
      for await (const letters of pages()) {
        ids.push(...letters.map(({ id }) => id));
        onPage();
      }
      return { ids, unseen: unseen() };
    },
    { now: queues.now },
  );

describe("lookAtLetters", function () {
  this.timeout(60_000);

  it("sees each letter of a full queue once, however long that takes, and leaves all visible", async () => {
    const queues = queueOf(2500, 100);
    const { ids, unseen } = await look(queues);
    expect([ids.length, new Set(ids).size, unseen]).to.deep.equal([2500, 2500, 0]);
    expect(queues.now()).to.be.greaterThan(25_000);
    expect(Math.max(...queues.receives("dead"))).to.equal(1);
    expect(queues.visible("dead")).to.equal(2500);
  });

  it("holds on to what it has received while somebody works on a page for long", async () => {
    const queues = queueOf(200, 1);
    const { ids } = await look(queues, () => queues.pass(9000));
    expect(ids).to.have.length(200);
    expect(Math.max(...queues.receives("dead"))).to.equal(1);
  });

  it("goes on where letters came back because they were worked on for too long", async () => {
    const queues = queueOf(200, 1);
    const { ids } = await look(queues, () => queues.pass(60_000));
    expect(new Set(ids)).to.have.property("size", 200);
    expect(ids).to.have.length(200);
  });

  it("says how many letters SQS counts and does not show, those that somebody else hides among them", async () => {
    const queues = queueOf(3, 1);
    queues.hide("dead", "letter-1", 3_600_000);
    queues.countPhantoms(2);
    expect(await look(queues)).to.include({ unseen: 3 });
  });

  it("deletes a letter that it was handed out twice by its latest receipt", async () => {
    const queues = queueOf(12, 1);
    queues.twice.add("letter-1").add("letter-2");
    await lookAtLetters(placeOf(queues), async ({ pages, remove }) => {
      const letters: Letter[] = [];
      for await (const page of pages()) letters.push(...page);
      expect(letters).to.have.length(12);
      for (const letter of letters) await remove(letter);
    });
    expect(queues.idsIn("dead")).to.deep.equal([]);
  });

  /** A look whose process a signal ends once it prints something; `body` has `look`, and says what should not be. */
  const interrupted = async (body: string, asked = "") => {
    const modules = ["./look.ts", "./fake-queues.fixture.ts", "../terminal/last-words.ts"];
    return interrupt({
      signal: "SIGINT",
      modules: [...modules.map((module) => import.meta.resolve(module)), "node:events"],
      body: `
        const queues = makeFakeQueues(1);
        for (const id of Array(30).keys()) queues.put("dead", "letter-" + id, "x");
        let isOver = false;
        const awaitSignal = async () => {
          const signal = once(process, "SIGINT");
          console.log("begun");
          await signal;
          isOver = true;
        };
        queues.sqs.middlewareStack.add((next, { commandName }) => async (args) => {
          if (commandName === ${JSON.stringify(asked)} && !isOver) await awaitSignal();
          return next(args);
        }, { step: "initialize", priority: "high" });
        const tell = async () => {
          await wait(200);
          const receives = queues.calls.filter((call) => call === "ReceiveMessageCommand").length;
          console.error(\`\${receives} received, \${queues.visible("dead")} visible\`);
        };
        const place = { deadLetterQueueUrl: "dead", clients: { sqs: queues.sqs } };
        await withCleanup(tell, () => lookAtLetters(place, async (look) => { ${body} }, { now: queues.now }));`,
    });
  };

  for (const [what, asked, body] of [
    [
      "hands out no letters that it receives when a signal ends the process",
      "ReceiveMessageCommand",
      `for await (const _page of look.pages()) console.error("handed out");`,
    ],
    [
      "receives no more when a signal ends the process while it renews what it holds",
      "ChangeMessageVisibilityBatchCommand",
      "for await (const _page of look.pages()) queues.pass(11_000);",
    ],
    [
      "lets nobody who renews go on once a signal ends the process",
      "",
      `for await (const _page of look.pages()) {
        await awaitSignal();
        await look.renew();
        console.error("went on");
      }`,
    ],
  ] as const)
    it(`${what}, and makes all visible`, async () => {
      const said = "1 received, 30 visible\n";
      expect(await interrupted(body, asked)).to.deep.equal({ signal: "SIGINT", said });
    });

  it("leaves letters visible when whoever looks fails", async () => {
    const queues = queueOf(30, 1);
    const failing = lookAtLetters(placeOf(queues), async ({ pages }) => {
      for await (const _page of pages()) throw new Error("the disk is full");
    });
    expect(await failing.catch(String)).to.equal("Error: the disk is full");
    expect(queues.visible("dead")).to.equal(30);
  });
});
