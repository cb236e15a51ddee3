// `npm start`: the whole system on the loopback. Logs are JSON lines on stdout; what a person reads is on stderr.
import { join, relative, resolve } from "node:path";
import { startLocalCloud, type LocalCloud } from "@message-handler/local-cloud";
import { startLocalIssuer, type LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { localTokens } from "../infra/config/auth.ts";
import { bundleForDebugger } from "./bundle-functions.ts";
import { type OutputsFile, writeOutputsFile } from "./outputs-file.ts";
import { toSampleCommands } from "./sample-commands.ts";
import { assertPortsFree, assertWritable } from "./start-checks.ts";
import { help, parseStartOptions, type StartOptions } from "./start-options.ts";
import { synthesise, type LocalAuth } from "./synthesise.ts";

const root = join(import.meta.dirname, "..");
const say = (line: string): void => console.error(line);

/** npm runs scripts at the root; a relative path means the folder the person is in. */
const fromCaller = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

const toShown = (path: string): string => (path.startsWith(root) ? relative(root, path) : path);

const startIssuer = async ({ auth, issuerPort }: StartOptions): Promise<LocalIssuer | undefined> =>
  auth === "jwt" ? startLocalIssuer({ port: issuerPort, ...localTokens }) : undefined;

const toLocalAuth = ({ auth }: StartOptions, issuer: LocalIssuer | undefined): LocalAuth => {
  if (issuer !== undefined) return { kind: "jwt", issuer: issuer.url };
  return { kind: auth === "iam" ? "iam" : "none" };
};

const toInspect = async ({ inspect }: StartOptions) =>
  inspect && { ...inspect, codeDirectory: await bundleForDebugger(inspect.functionName) };

type Started = { readonly cloud: LocalCloud; readonly issuer: LocalIssuer | undefined };
type Running = Started & { readonly outputsFile: OutputsFile };

const check = async (options: StartOptions): Promise<void> => {
  assertWritable(root, options.outputsFile && fromCaller(options.outputsFile), options.stackFile);
  await assertPortsFree([
    { option: "port", port: options.port },
    { option: "aws-port", port: options.awsPort },
    ...(options.auth === "jwt" ? [{ option: "issuer-port", port: options.issuerPort }] : []),
  ]);
};

const start = async (options: StartOptions): Promise<Started> => {
  // First, because its address is part of the stack.
  const issuer = await startIssuer(options);
  const stackFile =
    options.stackFile === undefined
      ? await synthesise(options.environment, say, {
          auth: toLocalAuth(options, issuer),
          corsOrigin: options.corsOrigin,
        })
      : fromCaller(options.stackFile);
  say("Starting the local cloud …");
  const cloud = await startLocalCloud({
    stackFile,
    apiPort: options.port,
    awsPort: options.awsPort,
    speed: options.speed,
    inspect: await toInspect(options),
    ...(options.dataDirectory === undefined ? {} : { dataDirectory: fromCaller(options.dataDirectory) }),
  });
  return { cloud, issuer };
};

const stop = async ({ cloud, issuer, outputsFile }: Running): Promise<void> => {
  outputsFile.remove();
  await cloud.stop();
  await issuer?.stop();
};

const stopOnSignal = (running: Running): void => {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: stopping …`);
    stop(running).then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
};

const toReport = (
  { cloud, issuer, outputsFile }: Running,
  options: StartOptions,
  seconds: string,
): string => {
  const output = (name: string): string | undefined => {
    const value = cloud.outputs[name];
    return typeof value === "string" ? value : undefined;
  };
  const apiUrl = output("api_url") ?? cloud.apiUrl;
  const sample = toSampleCommands({
    apiUrl,
    auth: output("auth") ?? "none",
    region: output("region") ?? "us-east-1",
    issuer: output("issuer"),
    isIssuerLocal: issuer !== undefined,
  });
  return `
Up after ${seconds} s.
  API           ${apiUrl}
  AWS endpoint  ${cloud.awsEndpoint}
  state         ${cloud.awsEndpoint}/_local/state
${issuer === undefined ? "" : `  issuer        ${issuer.url}\n`}  outputs       ${toShown(outputsFile.path)}
${options.inspect === undefined ? "" : `  ${options.inspect.functionName} waits for a debugger on 127.0.0.1:${options.inspect.port} when it is first invoked.\n`}${options.dataDirectory === undefined ? "  Everything is in memory: --data DIR keeps it.\n" : ""}
Post a message, then look it up:
  ${sample.join("\n  ")}

Ctrl-C stops everything.
`;
};

const run = async (options: StartOptions): Promise<void> => {
  const startedAt = performance.now();
  await check(options);
  const started = await start(options);
  const outputsFile = await writeOutputsFile(
    root,
    { ...started.cloud.outputs, aws_endpoint: started.cloud.awsEndpoint },
    options.outputsFile && fromCaller(options.outputsFile),
  );
  const running = { ...started, outputsFile };
  stopOnSignal(running);
  say(toReport(running, options, ((performance.now() - startedAt) / 1000).toFixed(1)));
};

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === "help") console.log(help);
  else await run(options);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  say(`npm start: ${reason}`);
  process.exit(1);
}
