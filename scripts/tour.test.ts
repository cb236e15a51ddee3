import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";

const run = async (...args: readonly string[]) =>
  runCommand({ command: ["sh", "-c", 'node scripts/tour.ts "$@"; echo "code $?"', "sh", ...args] });

describe("npm run tour, where it cannot begin", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tour-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const outputsOf = (outputs: object): string => {
    const file = join(folder, "outputs.json");
    writeFileSync(file, JSON.stringify(outputs));
    return file;
  };
  const deployed = { api_url: "https://a.example/v1", auth: "iam", region: "eu-west-1" };

  it("asks for --yes without a terminal", async () => {
    expect((await run()).output).to.match(/^npm run tour: .*add --yes.*\ncode 2\n$/);
  });

  it("names an option that it does not know", async () => {
    expect((await run("--fast")).output).to.match(/--fast.*\ncode 2\n$/s);
  });

  it("says how to start the system where there are no outputs, and where the system has ended", async () => {
    const missing = await run("--yes", "--outputs", join(folder, "none.json"));
    expect(missing.output).to.match(/^npm run tour: .*none\.json cannot be read: .*npm start.*\ncode 1\n$/);
    const local = "http://127.0.0.1:9";
    const ended = { ...deployed, aws_endpoint: local, queue_url: local, dead_letter_queue_url: local };
    const { output } = await run("--yes", "--outputs", outputsOf(ended));
    expect(output).to.match(/^npm run tour: nothing answers at .*npm start.*\ncode 1\n$/);
  });

  it("makes nothing fail on a system that is deployed", async () => {
    const { output } = await run("--yes", "--outputs", outputsOf(deployed));
    expect(output).to.match(/^npm run tour: .* is not of npm start.*\ncode 1\n$/);
  });
});
