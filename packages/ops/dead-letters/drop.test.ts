import { expect } from "chai";
import { dropLetters } from "./drop.ts";
import { makeFakeQueues } from "./fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "./fake-target.fixture.ts";
import { interrupt } from "../terminal/interrupt.fixture.ts";

describe("dropLetters", () => {
  it("deletes no letter of which it has not said what remains", async () => {
    const queues = makeFakeQueues(1);
    for (const id of ["a", "b"]) queues.put("dead", id);
    const questions: string[] = [];
    const fake = makeFakeTerminal();
    const terminal = {
      ...fake.terminal,
      isInteractive: true,
      confirm: async (question: string) => {
        // Whoever hid it is done with it.
        queues.hide("dead", "b", 0);
        return questions.push(question) > 0;
      },
    };
    // Once both were chosen somebody else receives one of them.
    queues.onRelease(() => queues.hide("dead", "b", 60_000));
    const { dropped, failed } = await dropLetters(makeFakeTarget(queues), { all: true }, terminal);
    expect(questions).to.deep.equal([
      "The text is nowhere else (ops dlq export --to FILE --env test keeps them). Delete 1 letter for ever?",
    ]);
    expect(fake.said()).to.equal("1 letter: no code logged, e0721e56-fb09-4273-ae74-7bcbc92d43eb\n");
    expect({ dropped, failed }).to.deep.equal({ dropped: 1, failed: 1 });
    expect(queues.idsIn("dead")).to.deep.equal(["b"]);
  });

  it("deletes those that are there, and says which of the ids is none's", async () => {
    const queues = makeFakeQueues(1);
    for (const id of ["a", "b"]) queues.put("dead", id);
    for (const consent of [{ dryRun: true }, { yes: true }]) {
      const { terminal, said } = makeFakeTerminal();
      const options = { id: ["a", "mistyped"], ...consent };
      expect(await dropLetters(makeFakeTarget(queues), options, terminal)).to.deep.include({
        dropped: 1,
        missing_ids: ["mistyped"],
      });
      expect(said()).to.contain("No letter has the id mistyped: mistyped, or moved or deleted already.\n");
    }
    expect(queues.idsIn("dead")).to.deep.equal(["b"]);
  });

  it("has failed where some of all letters are hidden", async () => {
    const queues = makeFakeQueues(1);
    queues.put("dead", "a");
    const counted = { visible: 0 };
    queues.sqs.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          // Somebody looks at one once the command has begun to look.
          if (commandName === "GetQueueAttributesCommand" && (counted.visible += 1) === 3)
            queues.countPhantoms(1);
          return next(args);
        },
      { step: "initialize", priority: "high" },
    );
    const { terminal, said } = makeFakeTerminal();
    const { dropped, failed } = await dropLetters(makeFakeTarget(queues), { all: true, yes: true }, terminal);
    expect({ dropped, failed }).to.deep.equal({ dropped: 1, failed: 1 });
    expect(said()).to.contain(
      "1 letter hidden by another look or move, or not shown by SQS: not among these.\n",
    );
  });

  it("does not understand both all letters and some", async () => {
    const run = dropLetters(
      makeFakeTarget(makeFakeQueues(1)),
      { all: true, limit: 5 },
      makeFakeTerminal().terminal,
    );
    expect(await run.catch(String)).to.contain("--all means every letter");
  });

  for (const [command, module, call] of [
    ["a drop", "./drop.ts", "dropLetters(target, { all: true, yes: true }, terminal)"],
    ["an import", "./import-letters.ts", "importLetters(target, { from: '/dev/null', yes: true }, terminal)"],
    [
      "a redrive of some",
      "./redrive.ts",
      'redrive(target, { limit: 5, rate: 100, yes: true }, terminal, "/")',
    ],
  ] as const)
    it(`says that nothing was changed when a signal ends ${command}, which looks at letters`, async () => {
      const modules = [
        module,
        "./fake-queues.fixture.ts",
        "./fake-target.fixture.ts",
        "../terminal/terminal.ts",
      ];
      const { signal, said } = await interrupt({
        signal: "SIGTERM",
        modules: [...modules.map((each) => import.meta.resolve(each)), "node:events"],
        body: `
          const queues = makeFakeQueues(1);
          queues.put("dead", "a");
          queues.sqs.middlewareStack.add((next, { commandName }) => async (args) => {
            if (commandName === "ReceiveMessageCommand") {
              const signal = once(process, "SIGTERM");
              console.log("begun");
              await signal;
            }
            return next(args);
          }, { step: "initialize", priority: "high" });
          const [target, terminal] = [makeFakeTarget(queues), makeTerminal(process, false)];
          await ${call};`,
      });
      expect([signal, said]).to.deep.equal(["SIGTERM", "Nothing was changed.\n"]);
    });

  it("tells of a filter that matches none how many there are", async () => {
    const queues = makeFakeQueues(1);
    for (const id of ["a", "b"]) queues.put("dead", id);
    const { terminal } = makeFakeTerminal();
    const options = { id: ["nobody"], yes: true };
    expect(await dropLetters(makeFakeTarget(queues), options, terminal)).to.deep.equal({
      dropped: 0,
      failed: 0,
      letters: [],
      none_of: 2,
    });
  });
});
