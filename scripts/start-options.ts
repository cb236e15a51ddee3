// The command line of `npm start`.
import { parseArgs } from "node:util";
import { Environment } from "../infra/config/stack-config.ts";

export type StartOptions = {
  readonly port: number;
  readonly awsPort: number;
  readonly environment: string;
  /** Undefined: everything is kept in memory. */
  readonly dataDirectory: string | undefined;
  readonly speed: number;
  /** Undefined: the stack of `environment` is built and synthesised. */
  readonly stackFile: string | undefined;
};

const environments = Object.keys(Environment.keys);

export const help = `Runs the whole system on the loopback, from the synthesised Terraform.

npm start -- [options]
  --port N            port of the API (3000)
  --aws-port N        port of the AWS endpoint and the control API (4566)
  --env NAME          ${environments.join(", ")} (local)
  --data DIR          keep queues, objects and records there across restarts; without it in memory
  --speed N           divide waiting by N: visibility time-outs, back-off, batching, alarm periods (1)
  --stack-file PATH   run this synthesised cdk.tf.json instead of building one
  --help

Stops on Ctrl-C or SIGTERM. Writes outputs.json once everything is up.`;

const toNumber = (
  option: string,
  text: string,
  isValid: (value: number) => boolean,
  expected: string,
): number => {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!isValid(value)) throw new Error(`--${option}: expected ${expected}`);
  return value;
};

const toPort = (option: string, text: string): number =>
  toNumber(
    option,
    text,
    (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
    "a port, 0–65535",
  );

/** `help` when that was asked for. Throws an Error that names the option when one is wrong. */
export const parseStartOptions = (args: readonly string[]): StartOptions | "help" => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "3000" },
      "aws-port": { type: "string", default: "4566" },
      env: { type: "string", default: "local" },
      data: { type: "string" },
      speed: { type: "string", default: "1" },
      "stack-file": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  for (const option of ["data", "stack-file"] as const)
    if (values[option]?.trim() === "") throw new Error(`--${option}: expected a path`);
  if (!environments.includes(values.env))
    throw new Error(`--env: expected one of ${environments.join(", ")}`);
  return {
    port: toPort("port", values.port),
    awsPort: toPort("aws-port", values["aws-port"]),
    environment: values.env,
    dataDirectory: values.data,
    speed: toNumber(
      "speed",
      values.speed,
      (value) => value >= 1 && value <= 10_000,
      "a number from 1 to 10000",
    ),
    stackFile: values["stack-file"],
  };
};
