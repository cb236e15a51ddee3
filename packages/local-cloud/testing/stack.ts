// Stacks for tests: decoded from plain configurations, or loaded from a file the way the local cloud loads them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../core/account.ts";
import { resourceTypes } from "../resources/resource-types.ts";
import { loadStack } from "../stack/load-stack.ts";
import type { Resource, ResourceType, Stack } from "../stack/resource-type.ts";
import { StackError } from "../stack/stack-error.ts";

export const anAccount: Account = {
  id: "000000000000",
  region: "us-east-1",
  partition: "aws",
  awsEndpoint: "http://127.0.0.1:4566",
  apiEndpoint: "http://127.0.0.1:3000",
};

/** `{ aws_sqs_queue: { jobs: { name: "jobs" } } }` */
export type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Without references; each resource is decoded when it is asked for. */
export const decodedStack = (resources: Resources, account = anAccount, directory = "/nowhere"): Stack => ({
  of: <Config>(type: ResourceType<Config>): readonly Resource<Config>[] =>
    Object.entries(resources[type.type] ?? {}).map(([name, stated]) => {
      const place = { address: `${type.type}.${name}`, name };
      const config = type.config.parse(stated);
      return { ...place, config, attributes: { ...stated, ...type.computed(config, place, account) } };
    }),
  outputs: {},
  directory,
});

/** `use` gets the path of a `cdk.tf.json` with that text, alone in its directory. */
export const withStackFile = async <T>(text: string, use: (file: string) => Promise<T>): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), "stack-file-"));
  try {
    const file = join(directory, "cdk.tf.json");
    await writeFile(file, text);
    return await use(file);
  } finally {
    await rm(directory, { recursive: true });
  }
};

/** Sections of a Terraform JSON file, or its text. */
export const loadedStack = async (content: object | string, types = resourceTypes): Promise<Stack> =>
  withStackFile(typeof content === "string" ? content : JSON.stringify(content), (file) =>
    loadStack({ file, account: anAccount, types }),
  );

/** What stops the start; nothing where nothing does. */
export const problemsOf = async (start: () => unknown): Promise<readonly string[]> => {
  try {
    await start();
    return [];
  } catch (error) {
    if (error instanceof StackError) return error.problems;
    throw error;
  }
};
