import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { queueName } from "../../scripts/tour/tour-system.ts";
import { startSystem, startTokenSystem, type RunningSystem } from "./testing/running-system.ts";
import { isShownBy, readTour, withoutChanging, type TourCommand } from "./testing/tour-commands.ts";
import { until } from "@message-handler/local-cloud/testing";

const root = join(import.meta.dirname, "../..");
const execute = promisify(execFile);

const outputsOf = ({ outputs, awsEndpoint }: RunningSystem) => ({ ...outputs, aws_endpoint: awsEndpoint });
const starts = { "--speed 60": async () => startSystem(), "--auth jwt": async () => startTokenSystem() };

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "tour-"));
});
after(() => rmSync(folder, { recursive: true }));

const writeOutputs = (system: RunningSystem): string => {
  const file = join(folder, "outputs.json");
  writeFileSync(file, JSON.stringify(outputsOf(system)));
  return file;
};

/** As a reader of the page would, but for the ports and for the outputs' place. */
const makePaste = (system: RunningSystem, outputs: string) => {
  const api = new URL(system.outputs.api_url).origin;
  const replaceAddresses = (command: string): string =>
    command
      .replaceAll("http://127.0.0.1:3000", api)
      .replaceAll("http://127.0.0.1:4566", system.awsEndpoint)
      .replace(
        "npm run --silent ops -- token",
        `"${process.execPath}" packages/ops/main.ts token --outputs "${outputs}"`,
      );
  const assignments: string[] = [];
  return async ({ command }: TourCommand): Promise<string> => {
    const script = replaceAddresses(command);
    const { stdout } = await execute("bash", ["-c", [...assignments, script].join("\n")], { cwd: root });
    if (/^[A-Z_]+=/.test(command)) assignments.push(script);
    return stdout.replaceAll(system.awsEndpoint, "http://127.0.0.1:4566");
  };
};

/** One that changes nothing may be asked again: "a moment later". */
const isQuestion = ({ command }: TourCommand): boolean =>
  !/ -(?:d|X) /.test(command) || command.includes("GetQueueAttributes");

describe("docs/tour.md", () => {
  for (const [options, start] of Object.entries(starts))
    it(`shows what each command answers that is pasted after npm start -- ${options}`, async () => {
      const commands = readTour(options).filter(({ command }) => !/^aws /m.test(command));
      expect(commands.filter(({ shown }) => shown !== undefined)).not.to.be.empty;
      const all = commands.map(({ command }) => command).join("\n");
      const system = await start();
      try {
        const paste = makePaste(system, writeOutputs(system));
        for (const command of commands) {
          let real = await paste(command);
          const { shown } = command;
          if (shown === undefined) continue;
          const fits = (): boolean => isShownBy(withoutChanging(shown, all), withoutChanging(real, all));
          if (isQuestion(command))
            await until(`${command.command} answers as the page shows; it answered ${real}`, async () => {
              if (fits()) return true;
              real = await paste(command);
              return false;
            });
          expect(fits(), `${command.command} answered ${real}`).to.equal(true);
        }
      } finally {
        await system.stop();
      }
    });
});

describe("npm run tour -- --yes", () => {
  let system: RunningSystem;
  let outputs: string;
  const begin = async (starting: Promise<RunningSystem>): Promise<void> => {
    system = await starting;
    outputs = writeOutputs(system);
  };
  afterEach(async () => system.stop());

  const startTour = () => {
    const child = spawn(process.execPath, ["scripts/tour.ts", "--yes", "--outputs", outputs], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    const closed = once(child, "close");
    return { child, printed: () => printed, code: async (): Promise<unknown> => (await closed)[0] };
  };

  type Tour = ReturnType<typeof startTour>;

  const leftBehind = async () => {
    const { queues } = await system.state();
    const waiting = queues.filter(({ visible, in_flight }) => visible + in_flight > 0);
    const faults: unknown = await (await fetch(`${system.awsEndpoint}/_local/faults`)).json();
    return { waiting, faults };
  };

  it("tells the whole story without a terminal, again and again, and leaves nothing behind", async () => {
    await begin(startSystem());
    for (const _time of ["first", "second"]) {
      const tour = startTour();
      expect(await tour.code(), tour.printed()).to.equal(0);
      for (const fact of [
        "HTTP/1.1 202 Accepted",
        '"status": "Processed"',
        '"status": "Rejected"',
        '"path": "metadata.message_time"',
        "HTTP/1.1 400 Bad Request",
        '"ApproximateNumberOfMessages": "1"',
        '"state": "ALARM"',
        "AmazonSQS.StartMessageMoveTask",
      ])
        expect(tour.printed()).to.include(fact);
      expect(tour.printed()).not.to.include("\u001B");
      expect(await leftBehind()).to.deep.equal({ waiting: [], faults: [] });
    }
  });

  it("shows the walls between companies where callers need a token", async () => {
    await begin(startTokenSystem());
    const tour = startTour();
    expect(await tour.code(), tour.printed()).to.equal(0);
    for (const fact of ["HTTP/1.1 401", '"code": "OtherCompany"', '"code": "CompanyMismatch"'])
      expect(tour.printed()).to.include(fact);
  });

  it("signs its requests where callers have to, and the commands that it prints", async () => {
    await begin(startSystem("dev"));
    const tour = startTour();
    expect(await tour.code(), tour.printed()).to.equal(0);
    expect(tour.printed()).to.include("--aws-sigv4 aws:amz:us-east-1:execute-api --user any:any");
    expect(tour.printed().replaceAll(/\s+/g, " ")).to.include("so anybody who may call may see both lists");
  });

  const ends: Readonly<Record<string, readonly [code: number, end: (child: Tour["child"]) => void]>> = {
    "it is interrupted": [130, (child) => void child.kill("SIGINT")],
    "nobody reads it any more": [129, (child) => child.stdout.destroy()],
  };
  for (const [when, [code, end]] of Object.entries(ends))
    it(`clears its fault and waits for its message when ${when} in the outage`, async () => {
      await begin(startSystem());
      const tour = startTour();
      await until("the outage has begun", () => tour.printed().includes("GetQueueAttributes"));
      end(tour.child);
      expect(await tour.code(), tour.printed()).to.equal(code);
      expect(await leftBehind()).to.deep.equal({ waiting: [], faults: [] });
      const statuses = (await system.items()).map(({ status }) => status?.S);
      expect(statuses).to.have.members(["Processed", "Processed", "Rejected"]);
    });

  it("does not begin, and changes nothing, while faults are set that are not its own", async () => {
    await begin(startSystem());
    const fault = { service: "s3", operation: "GetObject", effect: { type: "latency", ms: 1 } };
    await system.setFaults(fault);
    const tour = startTour();
    expect(await tour.code()).to.equal(1);
    expect(tour.printed()).to.include("faults are set");
    expect(await leftBehind()).to.deep.equal({ waiting: [], faults: [fault] });
  });

  it("does not begin, and redrives nothing, while dead letters wait that are not its own", async () => {
    await begin(startSystem());
    const { dead_letter_queue_url: QueueUrl } = system.outputs;
    await system.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
    const tour = startTour();
    expect(await tour.code()).to.equal(1);
    expect(tour.printed()).to.include("1 in the dead-letter queue");
    const { waiting } = await leftBehind();
    expect(waiting.map(({ name, visible }) => [name, visible])).to.deep.equal([[queueName(QueueUrl), 1]]);
  });
});
