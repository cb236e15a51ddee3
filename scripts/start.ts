// `npm start`: the whole system on the loopback, until a signal ends it.
import { join, relative, resolve } from "node:path";
import { startLocalCloud, type LocalCloud } from "@message-handler/local-cloud";
import { openDataDirectory } from "@message-handler/local-cloud/data-directory";
import { startLocalIssuer, type LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { localTokens } from "../infra/config/auth.ts";
import { toApiPages } from "./api-pages.ts";
import { bundleForDebugger } from "./bundle-functions.ts";
import { makeCallerCredentials } from "./caller-credentials.ts";
import { readCommandLine } from "./command-line.ts";
import { describeMessages } from "./describe-messages.ts";
import { writeOutputsFile } from "./outputs-file.ts";
import { type RunningSystem, toSampleCommand } from "./sample-commands.ts";
import { assertPortsFree, assertWritable } from "./start-checks.ts";
import { help, parseStartOptions, type StartOptions } from "./start-options.ts";
import { bundleIfChanged, synthesiseIfChanged, type LocalAuth } from "./synthesise.ts";
import { Interrupted, makeLifetime, type Lifetime } from "./terminal/lifetime.ts";
import { countDeadLetters, fetchLocalState, toStackNames } from "./terminal/local-state.ts";
import { openLogFile, type LogFile } from "./terminal/log-file.ts";
import { makeScreen, type Screen } from "./terminal/screen.ts";
import { toStopSummary } from "./terminal/stop-summary.ts";
import { toSpeedNotes, toUpSummary } from "./terminal/up-summary.ts";

const root = join(import.meta.dirname, "..");

/** npm runs scripts at the root; a relative path means the folder the person is in. */
const fromCaller = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
const fromCallerIfAny = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : fromCaller(path);

const toShown = (path: string): string => (path.startsWith(root) ? relative(root, path) : path);

const check = async (options: StartOptions): Promise<void> => {
  assertWritable(root, fromCallerIfAny(options.outputsFile), options.stackFile);
  await assertPortsFree([
    { option: "port", port: options.port },
    { option: "aws-port", port: options.awsPort },
    ...(options.auth === "jwt" ? [{ option: "issuer-port", port: options.issuerPort }] : []),
  ]);
  if (options.dataDirectory !== undefined)
    (await openDataDirectory(fromCaller(options.dataDirectory))).release();
};

/** What a start is made with. */
type Start = {
  readonly options: StartOptions;
  readonly lifetime: Lifetime;
  readonly logFile: LogFile;
  readonly screen: Screen;
};

/** A part that comes up after the end was asked for is ended, too. */
const keepUntilEnd = async <T extends { readonly stop: () => Promise<void> }>(
  lifetime: Lifetime,
  starting: Promise<T>,
): Promise<T> => {
  lifetime.onEnd(async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === "fulfilled") await started.value.stop();
  });
  return starting;
};

const startIssuer = async ({ options, lifetime, screen }: Start): Promise<LocalIssuer | undefined> =>
  options.auth === "jwt"
    ? screen.runStep("start the issuer of tokens", async () =>
        keepUntilEnd(lifetime, startLocalIssuer({ port: options.issuerPort, ...localTokens })),
      )
    : undefined;

const toLocalAuth = ({ auth }: StartOptions, issuer: LocalIssuer | undefined): LocalAuth => {
  if (issuer !== undefined) return { kind: "jwt", issuer: issuer.url };
  return { kind: auth === "iam" ? "iam" : "none" };
};

const unchanged = "nothing has changed";

const buildStack = async (
  { options, lifetime, screen: { runStep } }: Start,
  issuer: LocalIssuer | undefined,
): Promise<string> => {
  if (options.stackFile !== undefined) return fromCaller(options.stackFile);
  await runStep("bundle the functions", async ({ progress, note }) => {
    if (!(await bundleIfChanged(progress))) note(unchanged);
  });
  const variant = { auth: toLocalAuth(options, issuer), corsOrigin: options.corsOrigin };
  return runStep("synthesise the stack", async ({ note }) => {
    const { stackFile, ran } = await synthesiseIfChanged(options.environment, variant, lifetime.signal);
    if (!ran) note(unchanged);
    return stackFile;
  });
};

const toInspect = async ({ inspect }: StartOptions) =>
  inspect && { ...inspect, codeDirectory: await bundleForDebugger(inspect.functionName) };

const toRunningSystem = (
  { outputs, apiUrl }: Pick<LocalCloud, "outputs" | "apiUrl">,
  issuer: LocalIssuer | undefined,
): RunningSystem => {
  const output = (name: string): string | undefined => {
    const value = outputs[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    apiUrl: output("api_url") ?? apiUrl,
    auth: output("auth") ?? "none",
    region: output("region") ?? "us-east-1",
    issuer: output("issuer"),
    isIssuerLocal: issuer !== undefined,
  };
};

const startCloud = async (
  { options, lifetime, screen: { runStep, log } }: Start,
  stackFile: string,
  issuer: LocalIssuer | undefined,
): Promise<LocalCloud> =>
  runStep("start the local cloud", async () => {
    const inspect = await toInspect(options);
    return keepUntilEnd(
      lifetime,
      startLocalCloud({
        stackFile,
        apiPort: options.port,
        awsPort: options.awsPort,
        speed: options.speed,
        inspect,
        log,
        description: describeMessages,
        credentials: makeCallerCredentials(issuer),
        pages: (stack) => toApiPages(toRunningSystem(stack, issuer), stack.awsEndpoint),
        ...(options.dataDirectory === undefined ? {} : { dataDirectory: fromCaller(options.dataDirectory) }),
      }),
    );
  });

type Up = {
  readonly cloud: LocalCloud;
  readonly issuer: LocalIssuer | undefined;
  readonly outputsPath: string;
};

const bringUp = async (start: Start): Promise<Up> => {
  const { options, lifetime, logFile } = start;
  // First, because its address is part of the stack.
  const issuer = await startIssuer(start);
  const cloud = await startCloud(start, await buildStack(start, issuer), issuer);
  logFile.rename(new URL(cloud.apiUrl).port);
  const outputs = { ...cloud.outputs, aws_endpoint: cloud.awsEndpoint };
  const outputsFile = await writeOutputsFile(root, outputs, fromCallerIfAny(options.outputsFile));
  lifetime.onEnd(outputsFile.remove);
  return { cloud, issuer, outputsPath: outputsFile.path };
};

const summarise = (
  { options: { inspect, dataDirectory, speed }, logFile, screen }: Start,
  { cloud, issuer, outputsPath }: Up,
  seconds: number,
): string => {
  const system = toRunningSystem(cloud, issuer);
  return toUpSummary(
    {
      seconds,
      isKept: dataDirectory !== undefined,
      places: [
        ["API", system.apiUrl],
        ["AWS endpoint", cloud.awsEndpoint],
        ["console", `${cloud.awsEndpoint}/_local/`],
        ...(issuer === undefined ? [] : [["issuer", issuer.url] as const]),
        ["log", toShown(logFile.path())],
        ["outputs", toShown(outputsPath)],
      ],
      notes: [
        ...(inspect === undefined
          ? []
          : [
              `${inspect.functionName} waits for a debugger on 127.0.0.1:${inspect.port} when it is first invoked.`,
            ]),
        ...toSpeedNotes(speed),
      ],
      more:
        outputsPath === join(root, "outputs.json")
          ? "npm run tour shows more"
          : `npm run tour -- --outputs ${toShown(outputsPath)}`,
      sample: toSampleCommand(system),
    },
    screen.emphasise,
  );
};

const stop = async ({ lifetime, screen, logFile }: Start, { cloud }: Up, upSince: number): Promise<void> => {
  screen.say("Stopping …");
  // The summary then leaves the dead letters out: what is about to stop may no longer answer.
  const state = await fetchLocalState(cloud.awsEndpoint).catch(() => undefined);
  await lifetime.end();
  screen.stopEvents();
  screen.say(
    toStopSummary({
      ms: performance.now() - upSince,
      counts: screen.counts(),
      deadLetters: state && countDeadLetters(state),
      logPath: toShown(logFile.path()),
    }),
  );
};

/** Ends what a start that failed or was interrupted has left; its own reason is what matters. */
const giveUp = async ({ lifetime, screen, logFile }: Start, reason: unknown): Promise<never> => {
  screen.showEvents({ prefix: "", deliveries: new Map() }, 1);
  screen.stopEvents();
  await lifetime.end().catch((error: unknown) => screen.say(String(error)));
  const log = logFile.close();
  if (log !== undefined) screen.say(`The log is in ${toShown(log)}.`);
  throw reason;
};

const run = async (options: StartOptions): Promise<void> => {
  const startedAt = performance.now();
  await check(options);
  const lifetime = makeLifetime();
  const logFile = openLogFile({
    root,
    apiPort: options.port,
    chosen: fromCallerIfAny(options.logFile),
    complain: (sentence) => console.error(sentence),
  });
  // However it ends, as by a second Ctrl-C.
  process.once("exit", () => logFile.close());
  const isReadable = process.stdout.isTTY && !options.json;
  const screen = makeScreen({ isReadable, logFile, lifetime });
  const start = { options, lifetime, logFile, screen };
  const up = await bringUp(start).catch(async (error: unknown) => giveUp(start, error));
  const upSince = performance.now();
  screen.say(summarise(start, up, (upSince - startedAt) / 1000));
  screen.showEvents(toStackNames(await fetchLocalState(up.cloud.awsEndpoint)), options.speed);
  await lifetime.interrupted;
  await stop(start, up, upSince);
};

const toExitCode = (error: unknown): number => {
  if (error instanceof Interrupted) {
    console.error(`${error.signal}: stopped before the system was up.`);
    return error.exitCode;
  }
  console.error(`npm start: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
};

const options = readCommandLine("npm start", parseStartOptions, help);
if (options !== undefined)
  try {
    await run(options);
    process.exit(0);
  } catch (error) {
    process.exit(toExitCode(error));
  }
