import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { until } from "@message-handler/local-cloud/testing";

const root = join(import.meta.dirname, "..");
const columns = 100;

type Outputs = { readonly api_url: string; readonly aws_endpoint: string };

describe("npm start", () => {
  let folder: string;
  let system: ChildProcess | undefined;
  let output: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "start-"));
    output = "";
  });
  afterEach(async () => {
    if (system?.exitCode === null && system.signalCode === null) {
      system.kill();
      await once(system, "exit");
    }
    rmSync(folder, { recursive: true });
  });

  const outputsFile = (): string => join(folder, "outputs.json");
  const logFile = (): string => join(folder, "log.jsonl");
  const startArguments = (): readonly string[] =>
    ["scripts/start.ts", "--port", "0", "--aws-port", "0", "--speed", "60"].concat(
      ["--outputs", outputsFile()],
      ["--log-file", logFile()],
    );
  const run = (command: string, args: readonly string[], stdin: "pipe" | "ignore"): ChildProcess => {
    system = spawn(command, args, { cwd: root, stdio: [stdin, "pipe", "pipe"] });
    for (const stream of [system.stdout, system.stderr])
      stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    return system;
  };
  const untilSaid = async (pattern: RegExp): Promise<void> =>
    until(`${String(pattern)} in ${folder}`, () => {
      if (system?.exitCode !== null) throw new Error(output);
      return pattern.test(stripVTControlCharacters(output));
    }).then(() => undefined);
  const exitCodeOf = async (child: ChildProcess): Promise<number | null> => {
    if (child.exitCode === null) await once(child, "exit");
    return child.exitCode;
  };
  const post = async (): Promise<string> => {
    const { api_url: api } = JSON.parse(readFileSync(outputsFile(), "utf8")) as Outputs;
    const message_id = randomUUID();
    const metadata = { message_time: "2023-12-10T22:02:38Z", company_id: randomUUID(), message_id };
    const { status } = await fetch(`${api}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ metadata, data: {} }),
    });
    expect(status).to.equal(202);
    return message_id;
  };

  describe("on a terminal", () => {
    /** What util-linux' `script` gives its command is a terminal; it takes keys from its own input. */
    const hasScript = /util-linux/.test(
      spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "",
    );
    before(function () {
      if (hasScript) return;
      console.log("      not run: there is no `script` of util-linux here to make a terminal with");
      this.skip();
    });
    const startOnTerminal = (): ChildProcess => {
      const command = `stty cols ${columns} rows 30; exec ${process.execPath} ${startArguments().join(" ")}`;
      return run("script", ["--quiet", "--flush", "--return", "--command", command, "/dev/null"], "pipe");
    };
    const press = (key: string): void => void system?.stdin?.write(key);
    const ctrlC = "\u0003";
    const isCursorShown = (): boolean =>
      output.lastIndexOf("\u001B[?25h") >= output.lastIndexOf("\u001B[?25l");
    const lines = (): readonly string[] => stripVTControlCharacters(output).split(/\r?\n/);

    it("shows where everything is, a line for what becomes of a message, and what happened at the end", async () => {
      const terminal = startOnTerminal();
      await untilSaid(/Try it from another terminal/);
      const { api_url: api, aws_endpoint: aws } = JSON.parse(readFileSync(outputsFile(), "utf8")) as Outputs;
      for (const line of [
        `  API           ${api}`,
        `  AWS endpoint  ${aws}`,
        `  console       ${aws}/_local/`,
        `  log           ${logFile()}`,
        `Try it from another terminal (npm run tour -- --outputs ${outputsFile()}):`,
      ])
        expect(lines()).to.include(line);
      const id = (await post()).slice(0, 8);
      await untilSaid(new RegExp(`\\d\\d:\\d\\d:\\d\\d POST /v1/messages 202 \\d+ ms ${id}`));
      await untilSaid(new RegExp(`\\d\\d:\\d\\d:\\d\\d processed ${id} \\d`));
      expect(lines().filter((line) => line.includes("OK"))).to.deep.equal([]);
      press(ctrlC);
      expect(await exitCodeOf(terminal)).to.equal(0);
      expect(lines().find((line) => line.startsWith("Stopped after"))).to.include("1 processed");
      for (const line of lines()) expect(line.length, line).to.be.at.most(columns);
      expect(isCursorShown()).to.equal(true);
      expect(existsSync(outputsFile())).to.equal(false);
    });

    it("ends at once and leaves the terminal as it was when Ctrl-C comes while it builds", async () => {
      const terminal = startOnTerminal();
      await untilSaid(/Bundle the functions/);
      press(ctrlC);
      expect(await exitCodeOf(terminal)).to.equal(130);
      expect(output).to.include("SIGINT: stopped before the system was up.");
      expect(isCursorShown()).to.equal(true);
    });
  });

  it("writes JSON lines to a pipe and to the log file, and what a person reads to stderr", async () => {
    const child = run(process.execPath, startArguments(), "ignore");
    let stdout = "";
    child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    await untilSaid(/Try it from another terminal/);
    await post();
    await until("the message is processed", () => stdout.includes('"batch ended"'));
    child.kill();
    expect(await exitCodeOf(child)).to.equal(0);
    expect(stdout).not.to.include("Try it");
    for (const line of stdout.trimEnd().split("\n"))
      expect(Object.keys(JSON.parse(line) as object).slice(0, 4)).to.deep.equal([
        "time",
        "level",
        "source",
        "message",
      ]);
    expect(readFileSync(logFile(), "utf8")).to.equal(stdout);
  });

  it("lets what the console sends into an API that asks for a token", async () => {
    const child = run(
      process.execPath,
      [...startArguments(), "--auth", "jwt", "--issuer-port", "0"],
      "ignore",
    );
    await untilSaid(/Try it from another terminal/);
    const { api_url: api, aws_endpoint: aws } = JSON.parse(readFileSync(outputsFile(), "utf8")) as Outputs;
    const path = `/v1/messages?company_id=${randomUUID()}`;
    expect(await fetch(`${new URL(api).origin}${path}`)).to.include({ status: 401 });
    const sent = await fetch(`${aws}/_local/requests`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "GET", path }),
    });
    expect(await sent.json()).to.include({ status: 200 });
    child.kill();
    expect(await exitCodeOf(child)).to.equal(0);
  });

  it("exits with 2 and names an option that it does not know, and the help", async () => {
    const child = run(process.execPath, [...startArguments(), "--prot", "1"], "ignore");
    expect(await exitCodeOf(child)).to.equal(2);
    expect(output).to.equal("npm start: Unknown option '--prot' (npm start -- --help lists the options)\n");
  });

  it("refuses a data directory that cannot be made before it builds anything", async () => {
    const child = run(process.execPath, [...startArguments(), "--data", "/proc/none"], "ignore");
    expect(await exitCodeOf(child)).to.equal(1);
    expect(output).to.match(/^npm start: the data directory \/proc\/none cannot be made: .*\n$/);
  });

  it("says in one sentence which step failed", async () => {
    const stackFile = join(folder, "none.tf.json");
    const child = run(process.execPath, [...startArguments(), "--stack-file", stackFile], "ignore");
    expect(await exitCodeOf(child)).to.equal(1);
    expect(output).to.match(/^npm start: could not start the local cloud: .*none\.tf\.json/m);
  });
});
