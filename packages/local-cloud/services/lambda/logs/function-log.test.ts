import { expect } from "chai";
import { arnOf, type Body, type Started, startJobs } from "../../../testing/lambda-fixture.ts";

type Entry = Readonly<Record<string, unknown>>;

const json = { log_format: "JSON", log_group: "/jobs/log" };
const parsed = ({ events }: Started): readonly Entry[] =>
  events.map(({ message }) => JSON.parse(message) as Entry);
const application = (jobs: Started): readonly Entry[] =>
  parsed(jobs).filter((entry) => entry["level"] !== undefined);
const platform = (jobs: Started): readonly Entry[] =>
  parsed(jobs).filter((entry) => entry["type"] !== undefined);
const metricsOf = (event: Entry | undefined): unknown =>
  (event?.["record"] as { metrics?: unknown } | undefined)?.metrics;

describe("The log of a function", () => {
  let started: Started | undefined;
  const run = async (
    body: string,
    logging: Body,
    { timeout = 30, mayWrite = true }: { readonly timeout?: number; readonly mayWrite?: boolean } = {},
  ): Promise<Started> => {
    const files = { "index.js": `exports.handler = async (event, context) => { ${body} };` };
    const authorize = (action: string) =>
      !mayWrite && action === "logs:PutLogEvents"
        ? ({ allowed: false, message: `not authorized to perform: ${action}` } as const)
        : ({ allowed: true } as const);
    started = await startJobs(files, { config: { timeout, logging_config: logging }, authorize });
    await started.functions.invoke(arnOf("jobs"), "{}");
    return started;
  };
  afterEach(async () => started?.stop());

  it("cuts a line that does not end into lines of 256 KiB, of which nothing is lost", async () => {
    const jobs = await run("process.stdout.write('x'.repeat(600_000) + '\\n');", json);
    const lines = jobs.events.map(({ message }) => message).filter((message) => message.startsWith("x"));
    expect(lines.map(({ length }) => length)).to.deep.equal([262_144, 262_144, 75_712]);
  });

  it("wraps what the console prints as the managed runtime does", async () => {
    const jobs = await run("console.log('a\\nb'); console.warn({ n: 1 }); console.error('x %d', 5);", json);
    const [first, second, third] = application(jobs);
    expect(first).to.include({ level: "INFO", message: "a\nb" });
    expect(first?.["timestamp"]).to.match(/^\d{4}-.*Z$/);
    expect(first?.["requestId"]).to.match(/^[0-9a-f-]{36}$/);
    expect(second).to.deep.include({ level: "WARN", message: { n: 1 } });
    expect(third).to.include({ level: "ERROR", message: "x 5" });
    expect(jobs.events.every(({ group }) => group === "/jobs/log")).to.equal(true);
  });

  it("takes a printed error apart", async () => {
    const jobs = await run(
      "console.error('failed', new RangeError('far'), 1); console.error(new TypeError('odd'));",
      json,
    );
    const [first, second] = application(jobs);
    expect(first).to.include({ errorType: "RangeError", errorMessage: "far" });
    expect(first?.["stackTrace"]).to.be.an("array");
    expect(second?.["message"]).to.include({ errorType: "TypeError", errorMessage: "odd" });
  });

  it("prints what JSON cannot hold", async () => {
    const jobs = await run("const a = {}; a.a = a; console.log(a); console.log({ n: 1n });", json);
    expect(application(jobs).map(({ message }) => message)).to.deep.equal([
      "<ref *1> { a: [Circular *1] }",
      "{ n: 1n }",
    ]);
  });

  it("passes on a line that is a JSON object as it is", async () => {
    const line = '{"level":"ERROR","message":"by hand", "n":12345678901234567890}';
    const jobs = await run(`process.stdout.write(${JSON.stringify(`${line}\n`)});`, json);
    expect(jobs.events.map(({ message }) => message)).to.include(line);
  });

  it("joins what arrives in pieces, and splits what arrives together", async () => {
    const jobs = await run(
      "process.stdout.write('{\"a\":'); await new Promise((r) => setTimeout(r, 20)); process.stdout.write('1}\\n{\"b\":2}\\n\\u00fc');",
      json,
    );
    const raw = jobs.events.map(({ message }) => message).filter((message) => !message.includes("platform"));
    expect(raw).to.deep.equal(['{"a":1}', '{"b":2}']);
    await jobs.functions.stop();
    expect(jobs.events.at(-1)?.message).to.equal("ü");
  });

  it("does not break a letter that arrives in two pieces", async () => {
    const jobs = await run(
      "const [a, b] = Buffer.from('ü'); process.stdout.write(Buffer.of(a)); await new Promise((r) => setTimeout(r, 20)); process.stdout.write(Buffer.of(b, 10));",
      json,
    );
    expect(jobs.events.map(({ message }) => message)).to.include("ü");
  });

  it("has all that was written before the report, however much it is", async () => {
    const line = JSON.stringify({ level: "INFO", message: "y".repeat(200) });
    const jobs = await run(
      `for (let n = 0; n < 20000; n += 1) process.stdout.write(${JSON.stringify(`${line}\n`)});`,
      json,
    );
    expect(application(jobs)).to.have.length(20_000);
    expect(jobs.events.at(-1)?.message).to.contain("platform.report");
  });

  it("has all that was printed before the process exited", async () => {
    const jobs = await run(
      "for (let n = 0; n < 2000; n += 1) console.log('x'.repeat(200)); process.exit(1);",
      json,
    );
    expect(application(jobs)).to.have.length(2_000);
    expect(jobs.events.at(-1)?.message).to.contain("platform.report");
  });

  it("logs an error that the handler throws", async () => {
    const jobs = await run("throw new RangeError('too far');", json);
    expect(application(jobs)[0]).to.deep.include({ level: "ERROR" });
    expect(application(jobs)[0]?.["message"]).to.include({
      errorType: "RangeError",
      errorMessage: "too far",
    });
  });

  it("reports the start and the end of each phase", async () => {
    const jobs = await run("console.log('between');", json);
    expect(parsed(jobs).map(({ type }) => type)).to.deep.equal([
      "platform.initStart",
      "platform.start",
      undefined,
      "platform.report",
    ]);
    const report = platform(jobs).at(-1);
    expect(report?.["time"]).to.match(/^\d{4}-.*Z$/);
    expect(report?.["record"]).to.include({ status: "success" });
    expect(metricsOf(report)).to.include({ memorySizeMB: 256 });
    expect(metricsOf(report)).to.have.all.keys(
      "durationMs",
      "billedDurationMs",
      "memorySizeMB",
      "initDurationMs",
    );
  });

  it("calls an invocation whose handler threw a success of the platform, and a failure in the local log", async () => {
    const jobs = await run("throw new RangeError('no');", json);
    expect(platform(jobs).at(-1)?.["record"]).to.include({ status: "success" });
    const report = jobs.log.find(({ message }) => message === "platform.report");
    expect(report?.fields).to.include({ status: "failure", errorType: "RangeError" });
  });

  it("reports a time-out", async () => {
    const jobs = await run("for (;;);", json, { timeout: 1 });
    const [done, report] = platform(jobs).slice(-2);
    expect(done?.["record"]).to.include({ status: "timeout" });
    expect(report?.["record"]).to.include({ status: "timeout" });
    expect(metricsOf(report)).to.include({ durationMs: 1000 });
    expect(jobs.log.at(-1)).to.include({ level: "ERROR", source: "lambda:jobs", message: "platform.report" });
  });

  it("reports a crash, after what the process still said", async () => {
    const jobs = await run("console.log('last'); process.exit(1);", json);
    expect(application(jobs).map(({ message }) => message)).to.deep.equal(["last"]);
    const last = platform(jobs).at(-1);
    expect(last).to.include({ type: "platform.report" });
    expect(last?.["record"]).to.include({ status: "error", errorType: "Runtime.ExitError" });
  });

  it("reports an initialisation that failed", async () => {
    started = await startJobs(
      { "index.js": "throw new RangeError('early');" },
      { config: { logging_config: json } },
    );
    await started.functions.invoke(arnOf("jobs"), "{}");
    const types = platform(started).map(({ type }) => type);
    expect(types).to.include("platform.initReport");
    expect(application(started)[0]).to.deep.include({ level: "ERROR" });
    expect(platform(started).at(-1)?.["record"]).to.include({ status: "error", errorType: "RangeError" });
  });

  it("keeps back what is below the configured levels", async () => {
    const jobs = await run(
      'console.log(\'a\'); console.error(\'b\'); process.stdout.write(\'{"level":"info","n":1}\\n{"level":"fatal"}\\n\');',
      { ...json, application_log_level: "ERROR", system_log_level: "WARN" },
    );
    expect(jobs.events.map(({ message }) => message)).to.have.length(2);
    expect(application(jobs).map(({ level }) => level)).to.deep.equal(["ERROR", "fatal"]);
  });

  it("shows every phase at the system level DEBUG", async () => {
    const jobs = await run("", { ...json, system_log_level: "DEBUG" });
    expect(platform(jobs).map(({ type }) => type)).to.deep.equal([
      "platform.initStart",
      "platform.initReport",
      "platform.start",
      "platform.runtimeDone",
      "platform.report",
    ]);
  });

  it("goes to Lambda's own group when none is named", async () => {
    const jobs = await run("", { log_format: "JSON" });
    expect(jobs.events[0]?.group).to.equal("/aws/lambda/jobs");
  });

  it("repeats each line in the local log, at its level", async () => {
    const jobs = await run(
      'console.warn(\'careful\'); process.stdout.write(\'{"level":"ERROR","message":"m","n":1}\\n\');',
      json,
    );
    expect(
      jobs.log.map(({ level, source, message }) => ({ level, source, message })),
    ).to.deep.include.members([
      { level: "WARN", source: "lambda:jobs", message: "careful" },
      { level: "ERROR", source: "lambda:jobs", message: "m" },
    ]);
    expect(jobs.log.find(({ message }) => message === "m")?.fields).to.deep.equal({ n: 1 });
  });

  it("loses the events of a role that may not write them, and logs that once", async () => {
    const jobs = await run("console.log('unheard'); process.exit(1);", json, { mayWrite: false });
    await jobs.functions.invoke(arnOf("jobs"), "{}");
    expect(jobs.events).to.deep.equal([]);
    const complaints = jobs.log.filter(({ message }) => message.includes("logs:PutLogEvents"));
    expect(complaints).to.have.length(1);
    expect(complaints[0]).to.include({ level: "ERROR", source: "lambda:jobs" });
    expect(jobs.log.map(({ message }) => message)).to.include("unheard");
  });
});
