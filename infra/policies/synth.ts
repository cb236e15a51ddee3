// What the promises of this folder are checked on: the JSON of every stack, and of those a configuration can ask for.
import { App } from "cdktf";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dev } from "../config/dev.ts";
import { environments as environmentConfigs } from "../config/environments.ts";
import { prod } from "../config/prod.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { namePrefix } from "../config/installation.ts";
import { BootstrapStack, type BootstrapStackProps } from "../bootstrap/bootstrap-stack.ts";
import { MessageHandlerStack, type MessageHandlerStackProps } from "../stacks/message-handler-stack.ts";

export type Block = Readonly<Record<string, unknown>>;
type Section = Readonly<Record<string, Readonly<Record<string, Block>>>>;

export type StackJson = {
  readonly terraform: Block;
  readonly provider: Readonly<Record<string, readonly Block[]>>;
  readonly variable?: Readonly<Record<string, Block>>;
  readonly data: Section;
  readonly resource: Section;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
};

export type Resource = {
  readonly type: string;
  /** `aws_sqs_queue.queue_1234`: what references to it begin with. */
  readonly address: string;
  readonly body: Block;
};

/** A stack with a name for tests; `config` is what it was made from. */
export type Subject = { readonly title: string; readonly config: StackConfig };

export const withTokens = {
  kind: "jwt",
  issuer: "https://issuer.example.com/",
  audience: "messages",
  companyClaim: "company_id",
  cacheSeconds: 60,
} as const;

/** As `infra/main.ts` writes them. */
export const environments: readonly Subject[] = Object.values(environmentConfigs).map((config) => ({
  title: config.environment,
  config,
}));

export const deployed = environments.filter(({ config }) => config.environment !== "local");

/** All of them at once. */
export const everyOption: StackConfig["options"] = {
  domain: {
    name: "messages.example.com",
    certificateId: "1111aaaa-22bb-33cc-44dd-5555eeee6666",
    ownershipCertificateId: "2222aaaa-22bb-33cc-44dd-5555eeee6666",
    truststore: { uri: "s3://example-truststore/companies.pem", version: "v1" },
  },
  webAcl: "callers/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
  reservedConcurrency: { authorizeCaller: 20, queryMessages: 10 },
  showThrottledKeys: true,
  gradualRelease: {},
  retention: { recordDays: 400, archiveDays: 500 },
};

/** Every environment, and what one becomes by its configuration. */
export const subjects: readonly Subject[] = [
  ...environments,
  { title: "dev with tokens", config: { ...dev, auth: withTokens } },
  {
    title: "prod with tokens",
    config: { ...prod, auth: { ...withTokens, audience: ["client-1", "client-2"] } },
  },
  {
    title: "dev with a website",
    config: { ...dev, api: { ...dev.api, corsOrigin: "https://console.example.com" } },
  },
  {
    title: "dev with large batches",
    config: {
      ...dev,
      messageProcessor: { ...dev.messageProcessor, batchSize: 100, batchingWindowSeconds: 5 },
    },
  },
  { title: "dev with every option", config: { ...dev, auth: withTokens, options: everyOption } },
];

const functionNames = ["process-message", "query-messages", "authorize-caller"];

/** Written and read back, as the scanners and Terraform see it. The functions are placeholders: only their names matter. */
const synthesised = (
  make: (app: App, folder: string) => { readonly node: { readonly id: string } },
): string => {
  const folder = mkdtempSync(join(tmpdir(), "synthesised-"));
  try {
    for (const name of functionNames) writeFileSync(join(folder, `${name}.zip`), name);
    const app = new App({ outdir: folder });
    const { node } = make(app, folder);
    app.synth();
    return readFileSync(join(folder, "stacks", node.id, "cdk.tf.json"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const stackWith =
  (props: Pick<MessageHandlerStackProps, "config"> & Partial<MessageHandlerStackProps>) =>
  (app: App, bundles: string): MessageHandlerStack =>
    new MessageHandlerStack(app, {
      namePrefix,
      bundles,
      runbook: "docs/operating.md",
      stateBucket: undefined,
      ...props,
    });

const texts = new Map<unknown, string>();

/** Each text is made once: a stack takes a tenth of a second. */
const once = (key: unknown, make: Parameters<typeof synthesised>[0]): string => {
  const text = texts.get(key) ?? synthesised(make);
  texts.set(key, text);
  return text;
};

export const textOf = (config: StackConfig): string => once(config, stackWith({ config }));

/** With the handbook, or the state, elsewhere. */
export const textWith = (
  config: StackConfig,
  props: Partial<Pick<MessageHandlerStackProps, "runbook" | "stateBucket">>,
): string => synthesised(stackWith({ config, ...props }));

export const stackWithRunbook = (config: StackConfig, runbook: string): StackJson =>
  JSON.parse(textWith(config, { runbook })) as StackJson;

const onNewAccount = { githubProvider: false, apiGatewayLogging: false };

export const bootstrapText = (stateBucket?: string): string =>
  once(
    `bootstrap ${stateBucket}`,
    (app) => new BootstrapStack(app, { namePrefix, stateBucket, existing: onNewAccount }),
  );

/** All that an installation with this prefix brings into an account; `existing` as for its bootstrap stack. */
export const stacksOfInstallation = (
  prefix: string,
  existing: BootstrapStackProps["existing"] = onNewAccount,
): readonly StackJson[] =>
  [
    ...deployed.map(({ config }) => stackWith({ config, namePrefix: prefix })),
    (app: App) => new BootstrapStack(app, { namePrefix: prefix, stateBucket: undefined, existing }),
  ].map((make) => JSON.parse(synthesised(make)) as StackJson);

export const stackOf = (config: StackConfig): StackJson => JSON.parse(textOf(config)) as StackJson;

export const bootstrapStack = (stateBucket?: string): StackJson =>
  JSON.parse(bootstrapText(stateBucket)) as StackJson;

/** Of every stack that is deployed or could be. */
export const everyStack = (): readonly StackJson[] => [
  ...subjects.map(({ config }) => stackOf(config)),
  bootstrapStack(),
];

const toResources = (section: Section): readonly Resource[] =>
  Object.entries(section).flatMap(([type, named]) =>
    Object.entries(named).map(([label, body]) => ({ type, address: `${type}.${label}`, body })),
  );

export const resourcesOf = (stack: StackJson): readonly Resource[] => toResources(stack.resource);

export const allOf = (stack: StackJson, type: string): readonly Resource[] =>
  resourcesOf(stack).filter((resource) => resource.type === type);

/** The one resource of its type; anything else is a fault of the test. */
export const theOnly = (stack: StackJson, type: string): Resource => {
  const [first, ...others] = allOf(stack, type);
  if (first === undefined || others.length > 0)
    throw new Error(`expected one ${type}, found ${others.length + (first === undefined ? 0 : 1)}`);
  return first;
};

/** A reference to an attribute, as the synthesised file writes it. */
export const refTo = ({ address }: Resource, attribute: string): string => `\${${address}.${attribute}}`;

/** The resource that an attribute's plain reference leads to. */
export const referredBy = (stack: StackJson, reference: unknown): Resource => {
  const found = resourcesOf(stack).find(
    ({ address }) => typeof reference === "string" && reference.startsWith(`\${${address}.`),
  );
  if (found === undefined) throw new Error(`${String(reference)} refers to no resource of the stack`);
  return found;
};

/** The function that an event source feeds, under an alias or not. */
export const functionBehind = (stack: StackJson, reference: unknown): Resource => {
  const found = referredBy(stack, reference);
  return found.type === "aws_lambda_alias" ? referredBy(stack, found.body["function_name"]) : found;
};

export type PolicyStatement = {
  readonly sid?: string;
  readonly effect?: "Allow" | "Deny";
  readonly actions?: readonly string[];
  readonly not_actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly not_resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
};

type Document = { readonly address: string; readonly statements: readonly PolicyStatement[] };

export const policyDocuments = (stack: StackJson): readonly Document[] =>
  Object.entries(stack.data["aws_iam_policy_document"] ?? {}).map(([label, body]) => ({
    address: `data.aws_iam_policy_document.${label}`,
    statements: (body["statement"] ?? []) as readonly PolicyStatement[],
  }));

/** The statements of the document that a `policy` attribute refers to. */
export const statementsOf = (stack: StackJson, policy: unknown): readonly PolicyStatement[] => {
  const document = policyDocuments(stack).find(({ address }) => policy === `\${${address}.json}`);
  if (document === undefined) throw new Error(`${String(policy)} refers to no policy document`);
  return document.statements;
};
