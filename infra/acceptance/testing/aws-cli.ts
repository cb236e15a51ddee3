// What the AWS CLI does with the commands of docs/operating.md, for machines without one: finds the operation, sends it,
// applies --query and --output. Real clients test the same calls in packages/local-cloud.
import { type JSONValue, search } from "@jmespath-community/jmespath";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

type Options = ReadonlyMap<string, readonly string[]>;
type Input = Readonly<Record<string, unknown>>;

/** By the CLI's name of the service. */
const targets: Readonly<Record<string, string>> = {
  logs: "Logs_20140328",
  cloudwatch: "GraniteServiceVersion20100801",
  sqs: "AmazonSQS",
  dynamodb: "DynamoDB_20120810",
};

const numbers = new Set(
  "start-time end-time limit period visibility-timeout max-number-of-messages max-number-of-messages-per-second".split(
    " ",
  ),
);
const lists = new Set([
  "attribute-names",
  "statistics",
  "message-attribute-names",
  "message-system-attribute-names",
]);
const objects = new Set(["expression-attribute-names", "expression-attribute-values", "item", "key"]);

const own = new Set(["query", "output", "cli-input-json"]);

const readOptions = (args: readonly string[]): Options => {
  const options = new Map<string, string[]>();
  for (const arg of args) {
    if (arg.startsWith("--")) options.set(arg.slice(2), []);
    else {
      const last = [...options.values()].at(-1);
      if (last === undefined) throw new Error(`what is ${arg}?`);
      last.push(arg);
    }
  }
  return options;
};

const one = (options: Options, name: string): string => {
  const [value] = options.get(name) ?? [];
  if (value === undefined) throw new Error(`--${name} has no value`);
  return value;
};

/** `file://item.json` */
const readText = async (text: string, directory: string): Promise<string> =>
  text.startsWith("file://") ? readFile(join(directory, text.slice("file://".length)), "utf8") : text;

const toPascal = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const toValue = async (name: string, values: readonly string[], directory: string): Promise<unknown> => {
  if (lists.has(name)) return values;
  const [text, ...others] = values;
  if (text === undefined) return !name.startsWith("no-");
  if (others.length > 0) throw new Error(`--${name} takes one value`);
  if (objects.has(name)) return JSON.parse(await readText(text, directory)) as unknown;
  return numbers.has(name) ? Number(text) : text;
};

const toInput = async (service: string, options: Options, directory: string): Promise<Input> => {
  const given = options.has("cli-input-json")
    ? (JSON.parse(await readText(one(options, "cli-input-json"), directory)) as Input)
    : {};
  const entries = [...options].filter(([name]) => !own.has(name));
  const read = entries.map(async ([name, values]) => {
    const pascal = toPascal(name.replace(/^no-/, ""));
    const field = service === "logs" ? pascal.replace(/^./, (letter) => letter.toLowerCase()) : pascal;
    return [field, await toValue(name, values, directory)] as const;
  });
  return { ...given, ...Object.fromEntries(await Promise.all(read)) };
};

const authorization = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=local`;

const readAnswer = async (response: Response): Promise<string> => {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return text;
};

/** Lambda's API is a REST API. */
const lambdaRequests: Readonly<
  Record<string, (options: Options) => readonly [method: string, path: string, body?: object]>
> = {
  "get-account-settings": () => ["GET", "/2016-08-19/account-settings"],
  "get-function-configuration": (options) => [
    "GET",
    `/2015-03-31/functions/${one(options, "function-name")}/configuration`,
  ],
  "list-event-source-mappings": (options) => [
    "GET",
    `/2015-03-31/event-source-mappings?FunctionName=${one(options, "function-name")}`,
  ],
  "get-event-source-mapping": (options) => [
    "GET",
    `/2015-03-31/event-source-mappings/${one(options, "uuid")}`,
  ],
  "update-event-source-mapping": (options) => [
    "PUT",
    `/2015-03-31/event-source-mappings/${one(options, "uuid")}`,
    { Enabled: options.has("enabled") },
  ],
};

const toLine = (value: JSONValue): string => {
  if (Array.isArray(value)) return value.map(toLine).join("\t");
  return value === null ? "None" : typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** A list of lists has a line for each of them. */
const toText = (value: JSONValue): string =>
  Array.isArray(value) && value.some(Array.isArray) ? value.map(toLine).join("\n") : toLine(value);

const toOutput = (answer: string, options: Options): string => {
  if (answer === "") return "";
  const all = JSON.parse(answer) as JSONValue;
  const found = options.has("query") ? search(all, one(options, "query")) : all;
  const isText = options.has("output") && one(options, "output") === "text";
  return `${isText ? toText(found) : JSON.stringify(found, null, 2)}\n`;
};

/** Resolves with what the command prints; `directory` is where it runs. Rejects for a command that is not known. */
export const makeAwsCli = (endpoint: string) => {
  const send = async (service: string, method: string, path: string, headers: object, body?: string) =>
    readAnswer(
      await fetch(`${endpoint}${path}`, {
        method,
        headers: { authorization: authorization(service), ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    );

  const call = async (service: string, name: string, options: Options, directory: string) => {
    if (service === "lambda") {
      const request = lambdaRequests[name]?.(options);
      if (request === undefined) throw new Error(`aws lambda ${name} is not known here`);
      const [method, path, body] = request;
      return send("lambda", method, path, {}, body === undefined ? undefined : JSON.stringify(body));
    }
    const target = targets[service];
    if (target === undefined) throw new Error(`aws ${service} is not known here`);
    const headers = {
      "x-amz-target": `${target}.${toPascal(name)}`,
      "content-type": "application/x-amz-json-1.0",
    };
    const body = JSON.stringify(await toInput(service, options, directory));
    return send(service === "cloudwatch" ? "monitoring" : service, "POST", "/", headers, body);
  };

  return async (args: readonly string[], directory: string): Promise<string> => {
    const [service = "", name = "", ...rest] = args;
    if (service === "s3" && name === "cp") {
      const [from = "", to = ""] = rest;
      const path = from.replace(/^s3:\/\//, "/");
      await writeFile(join(directory, to), await send("s3", "GET", path, {}));
      return "";
    }
    const options = readOptions(rest);
    return toOutput(await call(service, name, options, directory), options);
  };
};
