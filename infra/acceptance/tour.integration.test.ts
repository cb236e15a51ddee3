import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSystem, startTokenSystem, type RunningSystem } from "./testing/running-system.ts";
import { readTour, toComparable, toPattern, type TourCommand } from "./testing/tour-commands.ts";
import { until } from "@message-handler/local-cloud/testing";

const root = join(import.meta.dirname, "../..");
const execute = promisify(execFile);

/** As a reader of the page would, but for the ports and for the outputs' place. */
const makeRun = (system: RunningSystem, outputs: string) => {
  const api = new URL(system.outputs.api_url).origin;
  const replaceAddresses = (command: string): string =>
    command
      .replaceAll(/http:\/\/127\.0\.0\.1:(3000|4566)/g, (_, port) =>
        port === "3000" ? api : system.awsEndpoint,
      )
      .replace(
        "npm run --silent ops -- token",
        `"${process.execPath}" packages/ops/main.ts token --outputs "${outputs}"`,
      );
  const assignments: string[] = [];
  return async ({ command }: TourCommand): Promise<string> => {
    const { stdout } = await execute("bash", ["-c", [...assignments, replaceAddresses(command)].join("\n")], {
      cwd: root,
    });
    if (/^[A-Z]+=/.test(command)) assignments.push(replaceAddresses(command));
    return toComparable(stdout.trim());
  };
};

const isQuestion = ({ command }: TourCommand): boolean => !/ -(?:d|X) /.test(command.replaceAll("\n", " "));

describe("docs/tour.md", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tour-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const starts: Readonly<Record<string, () => Promise<RunningSystem>>> = {
    "--speed 60": async () => startSystem(),
    "--auth jwt": async () => startTokenSystem(),
  };
  for (const [options, start] of Object.entries(starts)) {
    it(`shows what each command prints after npm start -- ${options}`, async () => {
      const commands = readTour(options);
      expect(commands).not.to.be.empty;
      const all = commands.map(({ command }) => command).join("\n");
      const system = await start();
      try {
        const outputs = join(folder, "outputs.json");
        writeFileSync(outputs, JSON.stringify(system.outputs));
        const run = makeRun(system, outputs);
        for (const command of commands) {
          const pattern = toPattern(command.printed, all);
          let printed = await run(command);
          // "A moment later": a question may be asked again.
          if (isQuestion(command))
            await until(`${command.command} prints what the page shows; it printed ${printed}`, async () => {
              if (pattern.test(printed)) return true;
              printed = await run(command);
              return false;
            });
          expect(printed, command.command).to.match(pattern);
        }
      } finally {
        await system.stop();
      }
    });
  }
});
