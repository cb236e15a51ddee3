// The sections of a synthesised stack (`cdk.tf.json`), before anything in them is resolved.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { decode } from "./schema-problems.ts";
import { inert } from "./schema.ts";
import { StackError } from "./stack-error.ts";

/** Type → name → body. */
const labelled = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({});

const output = z.strictObject({
  "//": inert(),
  value: z.unknown(),
  // They change what Terraform shows and stores, never a value.
  description: inert(),
  sensitive: inert(),
  ephemeral: inert(),
  depends_on: inert(),
});

const variable = z.strictObject({
  "//": inert(),
  // Nobody is asked, and no TF_VAR_… is read: what counts is in the file.
  default: z.json(),
  type: inert(),
  description: inert(),
  nullable: inert(),
  sensitive: inert(),
});

const stackFile = z.strictObject({
  "//": inert(),
  // Where Terraform keeps its state and gets its plug-ins: nothing of both exists here.
  terraform: z
    .strictObject({
      "//": inert(),
      backend: z.strictObject({ local: inert(), s3: inert() }).optional(),
      required_providers: inert(),
      required_version: inert(),
    })
    .optional(),
  // Credentials, region and default tags of the real account; the local one is given.
  provider: z.strictObject({ "//": inert(), aws: inert() }).optional(),
  variable: z.record(z.string(), variable).default({}),
  data: labelled,
  resource: labelled,
  output: z.record(z.string(), output).default({}),
});

export type StackFile = z.infer<typeof stackFile>;

const parseJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new StackError([`${file} is not JSON: ${String(error)}`]);
  }
};

/** @throws StackError when the file cannot be read, is no JSON, or holds a section that is not understood */
export const readStackFile = async (file: string): Promise<StackFile> => {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new StackError([`the stack file ${file} cannot be read: ${String(error)}`]);
  });
  return decode(stackFile, parseJson(text, file), file);
};
