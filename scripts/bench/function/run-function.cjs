// Runs a function as Lambda's runtime does, in a process of its own, and writes what that took to file descriptor 3, as JSON.
// Plain JavaScript, so that Node has nothing else to load: node run-function.cjs PLAN, a {@link Plan} of invoke.ts.
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");

const plan = JSON.parse(process.argv[2]);
const event = JSON.parse(fs.readFileSync(plan.eventFile, "utf8"));
const context = {
  awsRequestId: "6bc28136-aaaa-4365-b021-0ce6b2e64ab0",
  functionName: "bench",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:bench",
  memoryLimitInMB: "512",
  getRemainingTimeInMillis: () => 30_000,
};

/** Milliseconds. */
const clock = () => {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
};
const since = (begin) => {
  const end = clock();
  return { wall: end.wall - begin.wall, cpu: end.cpu - begin.cpu };
};

/** The files below `.aws` that anything asks Node for, from now on. */
const watchReads = () => {
  const reads = [];
  const watch = (owner, name) => {
    const original = owner[name];
    owner[name] = (...args) => {
      if (String(args[0]).includes("/.aws/")) reads.push(String(args[0]));
      return original.apply(owner, args);
    };
  };
  for (const name of ["readFile", "readFileSync", "open", "openSync", "createReadStream"]) watch(fs, name);
  for (const name of ["readFile", "open"]) watch(fs.promises, name);
  syncBuiltinESMExports();
  return reads;
};

/** Under valgrind a function is many times as slow, and a time-out of its own would pass on a busy machine. */
const slowClock = (times) => {
  const { setTimeout: original } = globalThis;
  globalThis.setTimeout = (callback, ms, ...args) => original(callback, ms * times, ...args);
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(ms * times);
};

const main = async () => {
  if (plan.slowsClock > 1) slowClock(plan.slowsClock);
  const reads = plan.watchesReads ? watchReads() : [];
  const beforeInit = clock();
  // The runtime goes by the name, too: a .mjs by import(), anything else by require().
  const { handler } = plan.bundle.endsWith(".mjs") ? await import(plan.bundle) : require(plan.bundle);
  // It asks for the first event only after that.
  await new Promise((resolve) => setImmediate(resolve));
  const init = since(beforeInit);
  if (plan.quotaFile !== undefined) fs.writeFileSync(plan.quotaFile, String(process.pid));

  const beforeFirst = clock();
  let result = plan.invocations === 0 ? null : await handler(event, context);
  const first = since(beforeFirst);

  for (let count = 1; count < plan.warmUps; count += 1) await handler(event, context);
  const beforeWarm = clock();
  for (let count = Math.max(1, plan.warmUps); count < plan.invocations; count += 1)
    result = await handler(event, context);
  const warm = since(beforeWarm);

  const modules = process.moduleLoadList.filter((name) => name.startsWith("NativeModule "));
  fs.writeSync(
    3,
    JSON.stringify({
      init,
      first,
      warm,
      rss: process.memoryUsage.rss(),
      builtins: modules.length,
      loadsUndici: modules.some((name) => name.includes("undici")),
      reads,
      result: result ?? null,
    }),
  );
  process.exit(0);
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
