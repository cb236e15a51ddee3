// The process a function runs in: takes invocations from Lambda's Runtime API and gives them to the handler.
// Plain CommonJS, because stripping types would double the time a cold start takes.
"use strict";
const fs = require("node:fs");
const net = require("node:net");
const { makeContext } = require("./context.cjs");
const { patchConsole } = require("./console.cjs");
const { toError, toErrorResponse } = require("./errors.cjs");
const { loadHandler } = require("./load-handler.cjs");
const { makeLocalTime, useLocalTime } = require("./local-time.cjs");
const { makeRuntimeClient } = require("./runtime-client.cjs");

// oxlint-disable-next-line node/no-process-env -- the entry of this process, as a main.ts is
const env = process.env;
const client = makeRuntimeClient(env.AWS_LAMBDA_RUNTIME_API);
const invocation = { requestId: undefined };

const writeAll = (fd, bytes) => {
  for (let from = 0; from < bytes.length;) from += fs.writeSync(fd, bytes, from);
};
const logger = patchConsole({
  minLevel: env.AWS_LAMBDA_LOG_LEVEL,
  requestId: () => invocation.requestId,
  write: (line) => writeAll(4, Buffer.from(`${line}\n`)),
});

const die = () => process.kill(process.pid, "SIGKILL");

/** The starter holds the other end: when it is gone, however it died, so must this process. */
const lifeline = new net.Socket({ fd: 3 }).on("error", die).on("close", die).unref();
const localTime = makeLocalTime(lifeline);

/** What nobody caught ends the process, after telling why. */
const endWith = (exitCode) => async (reason) => {
  try {
    const error = toError(reason);
    logger.logError(error);
    await client.postInitError(toErrorResponse(error));
  } finally {
    // Also when there is nobody left to tell.
    process.exit(exitCode);
  }
};

/** The exit codes are the managed runtime's. */
const reportUncaught = () => {
  process.on("uncaughtException", endWith(129));
  process.on("unhandledRejection", endWith(128));
};

/** What the handler wrote itself leaves the process before its answer does. */
const flushOutput = () =>
  Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
  );

const runOnce = async (handler) => {
  const { event, headers } = await client.next();
  localTime.beginInvocation();
  invocation.requestId = headers["lambda-runtime-aws-request-id"];
  env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"];
  try {
    const result = await handler(JSON.parse(event), makeContext(headers, env, localTime));
    await flushOutput();
    await client.postResponse(invocation.requestId, result);
  } catch (error) {
    logger.logError(error);
    await flushOutput();
    await client.postError(invocation.requestId, toErrorResponse(error));
  }
};

const initialise = async () => {
  try {
    return await loadHandler(env.LAMBDA_TASK_ROOT, env._HANDLER);
  } catch (error) {
    logger.logError(error);
    await client.postInitError(toErrorResponse(error));
    return process.exit(1);
  }
};

const main = async () => {
  reportUncaught();
  useLocalTime(localTime);
  const handler = await initialise();
  for (;;) await runOnce(handler);
};

// Without the Runtime API there is nothing left to do.
main().catch(die);
