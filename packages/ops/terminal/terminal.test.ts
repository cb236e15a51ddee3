import { expect } from "chai";
import { PassThrough } from "node:stream";
import { makeTerminal, type Terminal } from "./terminal.ts";

/** A person at a terminal of 40 columns; `keys` are pressed once the prompt stands there. */
const ask = async (prompt: string, keys: string, question: (terminal: Terminal) => Promise<boolean>) => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  let shown = "";
  const stderr = new PassThrough().on("data", (chunk: Buffer) => {
    const before = shown;
    shown += chunk.toString();
    if (shown.endsWith(prompt) && !before.endsWith(prompt)) stdin.write(keys);
  });
  stdin.write("y\nyes");
  const streams = { stdin, stdout: new PassThrough(), stderr: Object.assign(stderr, { columns: 40 }) };
  const answer = await question(makeTerminal(streams, false));
  return { answer, shown };
};

describe("makeTerminal", () => {
  for (const [what, isTTY, line] of [
    ["in the place of the progress that a terminal shows", true, "\r\u001B[Kno object a.json\n"],
    ["as it is in a log", false, "no object a.json\n"],
  ] as const)
    it(`says a line ${what}`, () => {
      let written = "";
      const stderr = Object.assign(new PassThrough(), { isTTY });
      stderr.on("data", (chunk: Buffer) => (written += chunk.toString()));
      const terminal = makeTerminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr }, false);
      terminal.say("no object a.json");
      expect(written).to.equal(line);
    });

  for (const [what, answer, isYes] of [
    ["yes", "Yes\n", true],
    ["anything else", "yep\n", false],
    ["no answer but Enter", "\n", false],
  ] as const)
    it(`takes ${what} for a ${isYes ? "yes" : "no"}`, async () => {
      const stdin = new PassThrough();
      const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() };
      const confirmed = makeTerminal(streams, false).confirm("Delete 2 letters for ever?");
      stdin.end(answer);
      expect(await confirmed).to.equal(isYes);
    });

  it("takes no key for an answer that was pressed before the question stood there", async () => {
    const confirm = async (terminal: Terminal) => terminal.confirm("Delete 2 letters for ever?");
    expect(await ask("[y/N] ", "no\n", confirm)).to.have.property("answer", false);
    expect(await ask("[y/N] ", "y\n", confirm)).to.have.property("answer", true);
  });

  /** Asked of a person whose keys come by `press`; what the terminal was set to, and what was shown. */
  const askEarly = async (press: (stdin: PassThrough) => void) => {
    const raw: boolean[] = [];
    const setRawMode = (isRaw: boolean) => raw.push(isRaw);
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
    let shown = "";
    const stderr = new PassThrough().on("data", (chunk: Buffer) => (shown += chunk.toString()));
    press(stdin);
    const streams = { stdin, stdout: new PassThrough(), stderr };
    const answer = await makeTerminal(streams, false).confirm("Delete 2 letters for ever?").catch(String);
    return { answer, shown, raw, isPaused: stdin.isPaused() };
  };

  it("ends by a Ctrl-C that was pressed before the question stood there", async () => {
    expect(await askEarly((stdin) => stdin.write("y\u0003"))).to.deep.equal({
      answer: "OperatorError: Aborted with Ctrl+C",
      shown: "",
      raw: [true, false],
      isPaused: true,
    });
  });

  it("asks nothing while keys keep coming, and ends", async () => {
    let pressing: NodeJS.Timeout | undefined;
    const { answer, shown } = await askEarly((stdin) => {
      pressing = setInterval(() => stdin.write("y"), 10);
    });
    clearInterval(pressing);
    expect([answer, shown]).to.deep.equal([
      "OperatorError: keys keep coming, and none of them can be an answer: run it again when they have ended",
      "",
    ]);
  });

  it("takes the word that is asked for, and no yes, in whatever case", async () => {
    const confirm = async (terminal: Terminal) => terminal.confirm("All of it?\nType the id:", "e0721e56");
    expect(await ask("Type the id: ", "y\n", confirm)).to.have.property("answer", false);
    expect(await ask("Type the id: ", "E0721E56\n", confirm)).to.have.property("answer", true);
  });

  it("asks in lines that the terminal does not cut", async () => {
    const { shown } = await ask("[y/N] ", "\n", async (terminal) =>
      terminal.confirm(
        "a-stack at http://127.0.0.1:4566:\nDelete 12 letters for ever, with all their texts?",
      ),
    );
    expect(shown).to.equal(
      "a-stack at http://127.0.0.1:4566:\nDelete 12 letters for ever, with all\ntheir texts? [y/N] ",
    );
  });
});
