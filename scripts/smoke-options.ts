// The command line of the smoke test.
import { join } from "node:path";
import { parseArgs } from "node:util";

export type SmokeOptions = {
  readonly outputsFile: string;
  /** Undefined where the outputs are of one stack. */
  readonly environment: string | undefined;
  /** How long the API may take to let a message in, and a message until its record is found, seconds each. */
  readonly timeoutSeconds: number;
};

const defaultOutputs = join(import.meta.dirname, "../outputs.json");

export const help = `Posts messages to a running system as a company would and looks up what became of them.

npm run smoke -- [outputs.json] [options]
  outputs.json          what \`npm start\` or \`cdktf deploy --outputs-file\` wrote (outputs.json)
  --env NAME            whose outputs, where the file has those of several stacks
  --timeout SECONDS     how long the API may take to come up, and a message until its record is found (30)
  --help

What it sends depends on the stack's auth:
  none  nothing more
  iam   a signature, with the credentials of the AWS SDK's default chain (on the loopback any will do)
  jwt   SMOKE_TOKEN as a bearer token; its messages are of that token's company

Ends with 0 when everything is as it should be, 1 when something is not, 2 when it could not begin.`;

/** `help` when that was asked for. Throws an Error that names the option when one is wrong. */
export const parseSmokeOptions = (args: readonly string[]): SmokeOptions | "help" => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      env: { type: "string" },
      timeout: { type: "string", default: "30" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const [outputsFile = defaultOutputs, ...others] = positionals;
  if (others.length > 0) throw new Error(`expected one file of outputs, not also ${others.join(" ")}`);
  const timeoutSeconds = Number(values.timeout);
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= 900))
    throw new Error("--timeout: expected seconds from 1 to 900");
  return { outputsFile, environment: values.env, timeoutSeconds };
};
