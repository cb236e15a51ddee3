// `ops postman`: a Postman collection of the API whose requests go to a deployment, or to the system running locally.
import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { addExamples } from "./examples.ts";
import { notEmpty } from "./option-values.ts";
import { secretsOf, toPostmanCollection } from "./postman-collection.ts";
import { environmentOption, outputsOption } from "./outputs-options.ts";
import { Deployment, readOutputs } from "./outputs.ts";

export type PostmanDeps = {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Takes a line for the person who waits. */
  readonly say: (line: string) => void;
};

type Options = { readonly outputs: string; readonly env?: string; readonly out: string };

const root = join(import.meta.dirname, "../..");
const openApiFile = join(root, "docs/openapi.yaml");
const defaultOutputs = join(root, "outputs.json");
const defaultOut = join(root, "dist/message-handler.postman_collection.json");

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const readText = async (path: string): Promise<string> => readFile(path, "utf8");

const writeCollection = async ({ cwd, say }: PostmanDeps, options: Options): Promise<void> => {
  const out = resolve(cwd, options.out);
  const deployment = await readOutputs(readText, Deployment, {
    path: resolve(cwd, options.outputs),
    environment: options.env,
    remedy: "start the system with npm start, or deploy it with npm run deploy",
  });
  if (E.isLeft(deployment)) throw new Error(deployment.left);
  say(`Converting docs/openapi.yaml for ${deployment.right.api_url} …`);
  const collection = await toPostmanCollection(await readText(openApiFile), deployment.right);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(collection, undefined, 2)}\n`);
  say(`Wrote ${out}: import it into Postman.`);
  const secrets = secretsOf(deployment.right);
  if (secrets.length > 0) say(`Set in a Postman environment or vault: ${secrets.join(", ")}.`);
  if (deployment.right.auth === "jwt") say("Set the variable company_id to the token's company.");
};

/** Adds `postman`. A failure ends the command with its reason on stderr and the exit code 1. */
export const addPostmanCommand = (program: Command, deps: PostmanDeps): Command =>
  addExamples(program.command("postman"), [
    ["postman", "of the system on this machine, into dist/"],
    ["postman --outputs outputs.prod.json --env prod --out prod.json", "of the deployed one"],
  ])
    .description("write a Postman collection of the API for a deployment")
    .addOption(outputsOption("the outputs of npm start or of npm run deploy", defaultOutputs))
    .addOption(environmentOption())
    .option("--out <file>", "where the collection goes", notEmpty("--out needs a name."), defaultOut)
    .action(async (options: Options, command: Command) => {
      try {
        await writeCollection(deps, options);
      } catch (error) {
        command.error(`error: ${reasonOf(error)}`, { exitCode: 1 });
      }
    });
