import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { queryObjects } from "node:v8";
import { expect } from "chai";
import {
  arnOf,
  failureOf,
  handler,
  invoke,
  isRunning,
  source,
  type Started,
  startJobs,
  type StartOptions,
} from "../../testing/lambda-fixture.ts";
import { until } from "../../testing/until.ts";

const startError = async (files: Readonly<Record<string, string>>, options: StartOptions): Promise<string> =>
  startJobs(files, options).then(
    async (jobs) => {
      await jobs.stop();
      return "started";
    },
    (error: unknown) => String(error),
  );

describe("startFunctions", () => {
  let started: Started | undefined;
  const start = async (files: Readonly<Record<string, string>>, options?: StartOptions): Promise<Started> => {
    started = await startJobs(files, options);
    return started;
  };
  afterEach(async () => started?.stop());

  it("runs the handler on the event and answers with its result", async () => {
    const jobs = await start(handler("return { doubled: event.value * 2, text: 'ü' };"));
    expect(await jobs.call({ value: 21 })).to.deep.equal({ doubled: 42, text: "ü" });
  });

  it("answers null for a handler that returns nothing", async () => {
    expect(await (await start(handler(""))).call()).to.equal(null);
  });

  it("keeps a process warm for the next invocation", async () => {
    const jobs = await start(source("let n = 0; exports.handler = async () => [process.pid, (n += 1)];"));
    const [pid] = (await jobs.call()) as [number];
    expect(await jobs.call()).to.deep.equal([pid, 2]);
    expect(jobs.functions.state()).to.deep.equal([
      {
        name: "jobs",
        pids: [pid],
        running: 0,
        cold_starts: 1,
        invocations: 2,
        errors: 0,
        event_source: null,
      },
    ]);
  });

  it("keeps nothing of an invocation that was answered, however long its process lives", async () => {
    const jobs = await start(handler(""));
    await jobs.call();
    const before = queryObjects(Promise, { format: "count" });
    for (let count = 0; count < 40; count += 1) await jobs.call();
    expect(queryObjects(Promise, { format: "count" }) - before).to.be.below(20);
  });

  it("runs invocations that overlap in processes of their own", async () => {
    // Each waits until the other has said in the common directory that it is there.
    const jobs = await start(
      handler(`
        const fs = require("node:fs"), directory = event.directory;
        fs.writeFileSync(directory + "/" + process.pid, "");
        while (fs.readdirSync(directory).length < 2) await new Promise((r) => setTimeout(r, 5));
        return process.pid;`),
    );
    const directory = mkdtempSync(path.join(tmpdir(), "local-cloud-test-"));
    const [first, second] = await Promise.all([jobs.call({ directory }), jobs.call({ directory })]);
    rmSync(directory, { recursive: true });
    expect(first).not.to.equal(second);
    expect(jobs.functions.state()[0]?.pids).to.have.members([first, second]);
  });

  it("gives the handler a complete context", async () => {
    const jobs = await start(
      handler(
        "return { ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID };",
      ),
    );
    const context = (await jobs.call()) as Readonly<Record<string, unknown>>;
    expect(context).to.include({
      functionName: "jobs",
      functionVersion: "$LATEST",
      invokedFunctionArn: arnOf("jobs"),
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/jobs",
      callbackWaitsForEmptyEventLoop: true,
    });
    expect(context["awsRequestId"]).to.match(/^[0-9a-f-]{36}$/);
    expect(context["logStreamName"]).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(context["left"]).to.be.within(1, 5_000);
    expect(context["trace"]).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
  });

  it("gives the process the function's variables, its role's keys and nothing of its own environment", async () => {
    const jobs = await start(handler("return process.env;"), {
      config: { environment: { variables: { COLOUR: "green" } } },
    });
    const env = (await jobs.call()) as Readonly<Record<string, string>>;
    expect(env).to.include({
      COLOUR: "green",
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_SESSION_TOKEN: "local",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_FUNCTION_NAME: "jobs",
      _HANDLER: "index.handler",
      TZ: ":UTC",
    });
    expect(env["AWS_ACCESS_KEY_ID"]).to.match(/^ASIA/);
    const expected = /^(COLOUR|AWS_.*|LAMBDA_.*|_HANDLER|_X_AMZN_TRACE_ID|TZ|PATH|LANG|HOME)$/;
    expect(Object.keys(env).filter((name) => !expected.test(name))).to.deep.equal([]);
    expect(readdirSync(env["HOME"] ?? "")).to.deep.equal([]);
  });

  it("reports what a handler throws, and goes on with the same process", async () => {
    const jobs = await start(handler("if (event.bad) throw new RangeError('too far'); return process.pid;"));
    const pid = await jobs.call();
    expect(await failureOf(jobs, { bad: true })).to.deep.equal({
      kind: "handled",
      errorType: "RangeError",
      errorMessage: "too far",
    });
    expect(await jobs.call()).to.equal(pid);
    expect(jobs.functions.state()[0]).to.include({ invocations: 3, errors: 1, cold_starts: 1 });
  });

  it("reports thrown values that are no errors", async () => {
    const jobs = await start(handler("throw null;"));
    expect(await failureOf(jobs)).to.include({ kind: "handled", errorType: "object", errorMessage: "null" });
  });

  it("reports a process that exits, and starts a new one next", async () => {
    const jobs = await start(handler("if (event.exit) process.exit(7); return 'fine';"));
    const error = await failureOf(jobs, { exit: true });
    expect(error).to.include({ kind: "crash", errorType: "Runtime.ExitError" });
    expect(error.errorMessage).to.match(/Runtime exited with error: exit status 7$/);
    expect(await jobs.call()).to.equal("fine");
  });

  it("reports a process that someone kills in the middle of its work", async () => {
    const jobs = await start(
      handler("if (event.wait) for (;;) await new Promise((r) => setTimeout(r, 1000));"),
    );
    await jobs.call();
    const [pid = 0] = jobs.functions.state()[0]?.pids ?? [];
    const failure = failureOf(jobs, { wait: true });
    await until("the handler runs", () => jobs.functions.state()[0]?.running === 1, 5);
    process.kill(pid, "SIGKILL");
    expect((await failure).errorMessage).to.match(/signal: killed$/);
    expect(jobs.functions.state()[0]?.pids).to.deep.equal([]);
    expect(await jobs.call()).to.equal(null);
  });

  it("does not hand work to a process that died while idle", async () => {
    const jobs = await start(handler("return process.pid;"));
    const pid = (await jobs.call()) as number;
    process.kill(pid, "SIGKILL");
    await until("the process is gone", () => jobs.functions.state()[0]?.pids.length === 0, 5);
    expect(await jobs.call()).not.to.equal(pid);
  });

  it("reports an error that nobody caught with its own name", async () => {
    const jobs = await start(
      handler("setTimeout(() => { throw new TypeError('loose'); }); await new Promise(() => {});"),
    );
    expect(await failureOf(jobs)).to.deep.equal({
      kind: "crash",
      errorType: "TypeError",
      errorMessage: "loose",
    });
  });

  it("replaces a process that an error ended between two invocations", async () => {
    const jobs = await start(
      handler("setTimeout(() => { throw new Error('late'); }, 30); return process.pid;"),
    );
    const pid = await jobs.call();
    await until("the process is gone", () => jobs.functions.state()[0]?.pids.length === 0, 5);
    expect(await jobs.call()).not.to.equal(pid);
  });

  it("ends with an error, as on AWS, when a promise never settles and nothing else is left to do", async () => {
    const jobs = await start(handler("await new Promise(() => {});"));
    expect((await failureOf(jobs)).errorMessage).to.match(/Runtime exited without providing a reason$/);
  });

  const initFailures = [
    ["a module that is not there", source("require('nothing');"), "Runtime.ImportModuleError"],
    ["code that does not parse", source("exports.handler = ("), "Runtime.UserCodeSyntaxError"],
    ["a handler that is not exported", source("exports.other = 1;"), "Runtime.HandlerNotFound"],
    ["a file that is not there", { "other.js": "" }, "Runtime.ImportModuleError"],
    ["code that throws", source("throw new RangeError('early');"), "RangeError"],
    ["code that exits", source("process.exit(3);"), "Runtime.ExitError"],
  ] as const;
  for (const [what, files, errorType] of initFailures) {
    it(`answers with the reason when the initialisation meets ${what}`, async () => {
      const jobs = await start(files);
      expect(await failureOf(jobs)).to.include({ kind: "crash", errorType });
      expect(jobs.functions.state()[0]).to.include({ invocations: 1, errors: 1 });
    });
  }

  it("loads ES modules, also ones that await at the top", async () => {
    const body = "const value = await Promise.resolve(5); export const handler = async () => value;";
    const modules = await start({ "index.mjs": body });
    expect(await modules.call()).to.equal(5);
    await modules.stop();
    const packaged = await start({ "index.js": body, "package.json": '{"type":"module"}' });
    expect(await packaged.call()).to.equal(5);
  });

  it("finds a handler in a folder and below an export", async () => {
    const jobs = await start(
      { "src/app.js": "exports.api = { run: () => 'nested' };" },
      { config: { handler: "src/app.api.run" } },
    );
    expect(await jobs.call()).to.equal("nested");
  });

  it("refuses a callback handler, as AWS does", async () => {
    const jobs = await start(source("exports.handler = (event, context, callback) => callback(null, 1);"));
    expect(await failureOf(jobs)).to.include({ errorType: "Runtime.CallbackHandlerDeprecated" });
  });

  it("throttles what exceeds the reserved concurrency, and counts it apart", async () => {
    const jobs = await start(handler("await new Promise((r) => setTimeout(r, 200));"), {
      config: { reserved_concurrent_executions: 1 },
    });
    const first = invoke(jobs);
    expect(await failureOf(jobs)).to.include({ kind: "throttled", errorType: "TooManyRequestsException" });
    expect((await first).ok).to.equal(true);
    expect(jobs.functions.state()[0]).to.include({ invocations: 1, errors: 0 });
    expect(jobs.metrics.filter(({ name }) => name === "Throttles").map(({ value }) => value)).to.deep.equal([
      1, 0,
    ]);
  });

  it("runs nothing when the reserved concurrency is zero", async () => {
    const jobs = await start(handler(""), { config: { reserved_concurrent_executions: 0 } });
    expect(await failureOf(jobs)).to.include({ kind: "throttled" });
  });

  it("measures every invocation", async () => {
    const jobs = await start(handler("if (event.bad) throw new Error('no');"));
    await jobs.call();
    await failureOf(jobs, { bad: true });
    const valuesOf = (metric: string, ofFunction = true) =>
      jobs.metrics
        .filter(({ name, dimensions }) => name === metric && "FunctionName" in dimensions === ofFunction)
        .map(({ value }) => value);
    expect(jobs.metrics[0]).to.deep.include({
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: "jobs" },
    });
    expect(valuesOf("Invocations")).to.deep.equal([1, 1]);
    expect(valuesOf("Errors")).to.deep.equal([0, 1]);
    expect(valuesOf("ConcurrentExecutions")).to.deep.equal([1, 1]);
    expect(valuesOf("ConcurrentExecutions", false), "of the account").to.deep.equal([1, 1]);
    expect(valuesOf("Duration")).to.have.length(2);
  });

  it("refuses an answer above six megabytes", async () => {
    const jobs = await start(handler("return 'x'.repeat(7_000_000);"));
    expect(await failureOf(jobs)).to.include({ kind: "handled", errorType: "Function.ResponseSizeTooLarge" });
    expect((await invoke(jobs)).ok).to.equal(false);
  });

  it("answers a whole burst with a bounded number of processes", async () => {
    const jobs = await start(handler("await new Promise((r) => setTimeout(r, 20)); return event.n;"));
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    expect(await Promise.all(numbers.map(async (n) => jobs.call({ n })))).to.deep.equal(numbers);
    expect(jobs.functions.state()[0]?.cold_starts).to.be.at.most(16);
  });

  it("ends every process when it is stopped, also those at work", async () => {
    const jobs = await start(handler("for (;;);"));
    const working = failureOf(jobs);
    await until("the handler runs", () => jobs.functions.state()[0]?.running === 1, 5);
    const pids = jobs.functions.state()[0]?.pids ?? [];
    await jobs.functions.stop();
    expect(pids).to.have.length(1);
    expect(pids.filter(isRunning)).to.deep.equal([]);
    expect(await working).to.include({ kind: "crash" });
    expect(await failureOf(jobs)).to.include({ errorMessage: "the local cloud is stopping" });
  });

  it("answers what still waits for a process when it is stopped", async () => {
    const jobs = await start(handler(""));
    const waiting = failureOf(jobs);
    await jobs.functions.stop();
    expect((await waiting).errorMessage).to.equal("the local cloud is stopping");
  });

  it("rejects an ARN that no function has", async () => {
    const jobs = await start(handler("return 1;"));
    const error = await jobs.functions.invoke(arnOf("other"), "{}").catch((reason: unknown) => reason);
    expect(String(error)).to.contain(arnOf("other"));
  });

  it("does not start when Lambda may not assume the role, and names function and role", async () => {
    const canAssume = { allowed: false, message: "no trust" } as const;
    expect(await startError(handler(""), { canAssume })).to.match(
      /aws_lambda_function\.jobs.*role\/jobs.*no trust/,
    );
  });

  it("does not start without the function's package, and names function and file", async () => {
    expect(await startError(handler(""), { config: { filename: "gone.zip" } })).to.match(
      /aws_lambda_function\.jobs.*gone\.zip.*ENOENT/,
    );
  });

  describe("with a function to inspect", () => {
    /** As a debugger attaches: its WebSocket, once the process is there. */
    const attach = async (port: number): Promise<WebSocket> => {
      const url = await until("the process waits for a debugger", async () => {
        const listed = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
        const [target] = ((await listed?.json()) ?? []) as readonly {
          readonly webSocketDebuggerUrl: string;
        }[];
        return target?.webSocketDebuggerUrl;
      });
      const socket = new WebSocket(url);
      await once(socket, "open");
      return socket;
    };
    const freePort = async (): Promise<number> => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, "close");
      return port;
    };

    it("runs it only once a debugger has attached, whatever its timeout", async () => {
      const port = await freePort();
      const jobs = await start(handler("return context.getRemainingTimeInMillis();"), {
        config: { function_name: "stack-jobs", timeout: 1 },
        inspect: { functionName: "jobs", port },
      });
      const result = jobs.functions.invoke(arnOf("stack-jobs"), "{}");
      const socket = await attach(port);
      expect(jobs.functions.state()[0]).to.include({ running: 0 });
      socket.send(JSON.stringify({ id: 1, method: "Runtime.runIfWaitingForDebugger" }));
      const answered = await result;
      socket.close();
      expect(answered.ok && Number(answered.payload)).to.be.greaterThan(3_600_000);
    });

    it("runs the code of another folder instead of the function's package", async () => {
      const codeDirectory = mkdtempSync(path.join(tmpdir(), "local-cloud-test-"));
      writeFileSync(path.join(codeDirectory, "index.js"), "exports.handler = async () => __filename;");
      const port = await freePort();
      const inspect = { functionName: "jobs", port, codeDirectory };
      const jobs = await start(handler("return 'from the package';"), { inspect });
      const result = jobs.call();
      const socket = await attach(port);
      socket.send(JSON.stringify({ id: 1, method: "Runtime.runIfWaitingForDebugger" }));
      expect(await result).to.equal(path.join(codeDirectory, "index.js"));
      socket.close();
      rmSync(codeDirectory, { recursive: true });
    });

    it("names the functions there are when none is called like that", async () => {
      const error = await startError(handler(""), { inspect: { functionName: "work", port: 0 } });
      expect(error).to.equal("Error: there is no function work to inspect, only jobs");
    });
  });
});
