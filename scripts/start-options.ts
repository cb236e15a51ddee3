// The command line of `npm start`.
import { parseArgs } from "node:util";
import { environments } from "../infra/config/environments.ts";
import { CorsOrigin } from "../infra/config/stack-config.ts";

/** `stack`: as the stack that is run has it. The others are variants of the local one. */
export type StartAuth = "stack" | "none" | "iam" | "jwt";

export type StartOptions = {
  readonly port: number;
  readonly awsPort: number;
  readonly environment: string;
  readonly auth: StartAuth;
  /** The website whose pages may call the API; undefined: as the stack that is run has it. */
  readonly corsOrigin: string | undefined;
  /** Of the issuer that `jwt` needs. */
  readonly issuerPort: number;
  /** Undefined: everything is kept in memory. */
  readonly dataDirectory: string | undefined;
  readonly speed: number;
  /** Undefined: outputs.json of the checkout, or another file beside it while that one's system runs. */
  readonly outputsFile: string | undefined;
  /** Undefined: named after the API's port, in `logs/` of the checkout. */
  readonly logFile: string | undefined;
  /** The log's JSON lines on stdout, on a terminal too. */
  readonly json: boolean;
  /** Undefined: the stack of `environment` is built and synthesised. */
  readonly stackFile: string | undefined;
  /** The function, and where it waits for a debugger. */
  readonly inspect: { readonly functionName: string; readonly port: number } | undefined;
};

const environmentNames = Object.keys(environments);

export const help = `Runs the whole system on the loopback, from the synthesised Terraform.

npm start -- [options]
  --port N            port of the API (3000)
  --aws-port N        port of the AWS endpoint and the control API (4566); for every port, 0 is any free one
  --env NAME          ${environmentNames.join(", ")} (local)
  --auth NAME         who may call the API of the local environment (none):
                        none  everybody who can reach it
                        iam   callers that sign requests
                        jwt   callers with a token for a company, from an issuer that is started, too
  --issuer-port N     port of that issuer (4567)
  --cors-origin URL   lets pages of this one website call the API of the local environment: http://localhost:5173
  --data DIR          keep queues, objects and records there across restarts; without it in memory
  --speed N           divide waiting by N (1): retry pauses and other delays, batching, alarm periods; not what
                      bounds work: time-outs of functions and of requests, visibility while a function works;
                      nor ages: in an outage messages are postponed more often than on AWS, where pauses grow with age
  --inspect NAME      each process of this function, say process-message, waits for a debugger before it runs
  --inspect-port N    where it waits on the loopback (9229)
  --stack-file PATH   run this synthesised cdk.tf.json instead of building one
  --outputs PATH      write the stack's outputs there (outputs.json; while another system has that, outputs-PORT.json
                      with the AWS endpoint's port)
  --log-file PATH     write the whole log there, as JSON lines (logs/PORT.jsonl with the API's port)
  --json              JSON lines on a terminal, too, as a pipe or a file always gets them
  --help

A terminal shows a line for each event that matters; colours follow NO_COLOR and FORCE_COLOR.
Elsewhere stdout gets the log as JSON lines, and stderr what a person reads.
Stops on Ctrl-C or SIGTERM. Writes the outputs once everything is up, and removes them when it stops.

Exit codes: 0 stopped, 1 failed, 2 the command line was not understood, 128 + N ended by signal N before it was up.`;

/** Throws an Error that names the option. */
const expectOf = (option: string, isMet: boolean, expected: string): void => {
  if (!isMet) throw new Error(`--${option}: expected ${expected}`);
};

const toNumber = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));

const toPort = (option: string, text: string): number => {
  const port = toNumber(text);
  expectOf(option, Number.isInteger(port) && port >= 0 && port <= 65_535, "a port, 0–65535");
  return port;
};

const onlyLocal = "only with --env local and without --stack-file; another stack says itself";

const isAuth = (text: string): text is StartAuth => ["none", "iam", "jwt"].includes(text);

const toAuth = (text: string | undefined, isLocalStack: boolean): StartAuth => {
  expectOf("auth", text === undefined || isLocalStack, `${onlyLocal} who may call`);
  if (!isLocalStack) return "stack";
  const auth = text ?? "none";
  if (!isAuth(auth)) throw new Error("--auth: expected one of none, iam, jwt");
  return auth;
};

const toCorsOrigin = (text: string | undefined, isLocalStack: boolean): string | undefined => {
  if (text === undefined) return undefined;
  expectOf("cors-origin", isLocalStack, `${onlyLocal} which website may call`);
  expectOf("cors-origin", text !== "*", "one website; the stack never allows all of them (*)");
  expectOf("cors-origin", CorsOrigin.is(text), CorsOrigin.name);
  return text;
};

const isNegative = (text = ""): boolean => /^-\d/.test(text);

/** parseArgs takes the -1 of `--port -1` for another option: so it is refused with the range, like other values. */
const joinNegative = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg, index) => {
    if (isNegative(arg) && /^--[^=]+$/.test(args[index - 1] ?? "")) return [];
    const next = args[index + 1];
    return /^--[^=]+$/.test(arg) && isNegative(next) ? [`${arg}=${next}`] : [arg];
  });

/** `help` when that was asked for. Throws an Error that names the option when one is wrong. */
export const parseStartOptions = (args: readonly string[]): StartOptions | "help" => {
  const { values } = parseArgs({
    args: [...joinNegative(args)],
    options: {
      port: { type: "string", default: "3000" },
      "aws-port": { type: "string", default: "4566" },
      env: { type: "string", default: "local" },
      auth: { type: "string" },
      "cors-origin": { type: "string" },
      "issuer-port": { type: "string" },
      data: { type: "string" },
      speed: { type: "string", default: "1" },
      "stack-file": { type: "string" },
      outputs: { type: "string" },
      "log-file": { type: "string" },
      json: { type: "boolean", default: false },
      inspect: { type: "string" },
      "inspect-port": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const { data, env, inspect, outputs, "log-file": logFile, "stack-file": stackFile } = values;
  const { "issuer-port": issuerPort, "inspect-port": inspectPort } = values;
  expectOf("data", data?.trim() !== "", "a path");
  expectOf("outputs", outputs?.trim() !== "", "a path");
  expectOf("log-file", logFile?.trim() !== "", "a path");
  expectOf("stack-file", stackFile?.trim() !== "", "a path");
  expectOf("env", environmentNames.includes(env), `one of ${environmentNames.join(", ")}`);
  const isLocalStack = env === "local" && stackFile === undefined;
  const auth = toAuth(values.auth, isLocalStack);
  expectOf("issuer-port", issuerPort === undefined || auth === "jwt", "only with --auth jwt");
  expectOf("inspect", inspect !== "", "a function's name");
  expectOf("inspect-port", inspectPort === undefined || inspect !== undefined, "only with --inspect");
  const debuggerPort = toPort("inspect-port", inspectPort ?? "9229");
  const speed = toNumber(values.speed);
  expectOf("speed", speed >= 1 && speed <= 10_000, "a number from 1 to 10000");
  return {
    inspect: inspect === undefined ? undefined : { functionName: inspect, port: debuggerPort },
    port: toPort("port", values.port),
    awsPort: toPort("aws-port", values["aws-port"]),
    environment: env,
    auth,
    corsOrigin: toCorsOrigin(values["cors-origin"], isLocalStack),
    issuerPort: toPort("issuer-port", issuerPort ?? "4567"),
    dataDirectory: data,
    speed,
    outputsFile: outputs,
    logFile,
    json: values.json,
    stackFile,
  };
};
