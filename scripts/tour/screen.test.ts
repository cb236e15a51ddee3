import { expect } from "chai";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { makeScreen } from "./screen.ts";

type Terminal = { readonly isTTY: boolean; readonly columns: number; readonly hasColors: () => boolean };

const screenOn = (terminal: Partial<Terminal>, variables: NodeJS.ProcessEnv = {}) => {
  const written: string[] = [];
  const output = {
    isTTY: true,
    columns: 80,
    // Node's own reading of NO_COLOR, TERM and the like.
    hasColors: (count: number, env: object) => WriteStream.prototype.hasColors(count, env),
    write: (text: string) => written.push(text) > 0,
    ...terminal,
  };
  return { screen: makeScreen(output, variables), text: () => written.join("") };
};

const answer = { head: [], body: '{ "status": "Processed" }', lit: ['"status": "Processed"'] };
const colours = { TERM: "xterm-256color" };

describe("makeScreen", () => {
  it("lights what matters in colour, and bold where colours are not wanted", () => {
    const coloured = screenOn({}, colours);
    coloured.screen.answer(answer);
    expect(coloured.text()).to.include('\u001B[32m"status": "Processed"');
    const bold = screenOn({}, { ...colours, NO_COLOR: "1" });
    bold.screen.answer(answer);
    expect(bold.text()).to.include('\u001B[1m"status": "Processed"\u001B[22m').and.not.include("\u001B[32m");
  });

  it("prints plain text where there is no terminal", () => {
    const { screen, text } = screenOn({ isTTY: false }, colours);
    screen.heading("A title", "1 of 4");
    screen.prose("Run `npm start`, see [this](page.md).");
    screen.answer(answer);
    screen.prompt("any key")();
    screen.waiting("the alarm", "at most 5 s")();
    expect(text()).to.equal(
      '\nA title  1 of 4\n\nRun npm start, see this.\n\n  { "status": "Processed" }\n\n',
    );
  });

  it("keeps to the width of a narrow terminal", () => {
    const { screen, text } = screenOn({ columns: 50 }, colours);
    screen.prose("A sentence with `some code` in it that is much longer than the terminal is wide.");
    screen.waiting("something that takes a name longer than the line", "at most 600 s")();
    const lines = text()
      .split(/[\n\r]/)
      .map((line) => stripVTControlCharacters(line).trimEnd());
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(50);
  });
});
