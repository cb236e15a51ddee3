// `npm start`: the whole system on the loopback. Logs are JSON lines on stdout; what a person reads is on stderr.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { randomUUID } from "node:crypto";
import { startLocalCloud } from "@message-handler/local-cloud/local-cloud.ts";
import { help, parseStartOptions, type StartOptions } from "./start-options.ts";
import { synthesise } from "./synthesise.ts";

const root = join(import.meta.dirname, "..");
const say = (line: string): void => console.error(line);

/** npm runs scripts at the root; a relative path means the folder the person is in. */
const fromCaller = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

/** Every environment but the local one asks for signed requests; locally any credentials will do. */
const signature = (environment: string): string =>
  environment === "local" ? "" : " --aws-sigv4 aws:amz:us-east-1:execute-api --user any:any";

const sampleCommand = (apiUrl: string, environment: string): string => {
  const now = new Date().toISOString();
  const message = {
    metadata: { message_time: now, company_id: randomUUID(), message_id: randomUUID() },
    data: { order_id: randomUUID(), order_time: now, order_amount: 20 },
  };
  return [
    `curl -i${signature(environment)} ${apiUrl}/messages -H 'content-type: application/json' -d '${JSON.stringify(message)}'`,
    `curl${signature(environment)} ${apiUrl}/messages/${message.metadata.message_id}`,
  ].join("\n  ");
};

const run = async (options: StartOptions): Promise<void> => {
  const startedAt = performance.now();
  const stackFile =
    options.stackFile === undefined
      ? await synthesise(options.environment, say)
      : fromCaller(options.stackFile);

  say("Starting the local cloud …");
  const cloud = await startLocalCloud({
    stackFile,
    apiPort: options.port,
    awsPort: options.awsPort,
    speed: options.speed,
    ...(options.dataDirectory === undefined ? {} : { dataDirectory: fromCaller(options.dataDirectory) }),
  });

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: stopping …`);
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);

  const outputs = { ...cloud.outputs, aws_endpoint: cloud.awsEndpoint };
  writeFileSync(join(root, "outputs.json"), `${JSON.stringify(outputs, undefined, 2)}\n`);
  const { api_url: stageUrl } = cloud.outputs;
  const apiUrl = typeof stageUrl === "string" ? stageUrl : cloud.apiUrl;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`
Up after ${seconds} s.
  API           ${apiUrl}
  AWS endpoint  ${cloud.awsEndpoint}
  state         ${cloud.awsEndpoint}/_local/state
  outputs       outputs.json
${options.dataDirectory === undefined ? "  Everything is in memory: --data DIR keeps it.\n" : ""}
Post a message, then look it up:
  ${sampleCommand(apiUrl, options.environment)}

Ctrl-C stops everything.
`);
};

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === "help") console.log(help);
  else await run(options);
} catch (error) {
  say(`npm start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
