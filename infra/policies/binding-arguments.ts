// What a resource, a data source or a provider takes, read from the types that its bindings have for it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** `global_secondary_index.hash_key`: blocks in blocks have dots. */
export type Arguments = readonly string[];

const interfaces = /export interface (\w+) (?:extends [\w.]+ )?\{\n([\s\S]*?)\n\}/g;
/** Each member's comment links to its documentation by the name that Terraform has for it. */
const member = /\{@link \S+ \w+#(\w+)\}[^{}]*?readonly \w+\??: (\w*)/g;

/** `aws_sqs_queue`, or `data.aws_region`; a provider's folder is `provider`. */
const folderOf = (type: string): string =>
  type
    .replace(/^data\.aws_/, "data_aws_")
    .replace(/^aws_/, "")
    .replaceAll("_", "-");

/** `lib` is the folder of the bindings with a folder for each type. Throws when there is none for this one. */
export const readArguments = (lib: string, type: string): Arguments => {
  const text = readFileSync(join(lib, folderOf(type), "index.d.ts"), "utf8");
  const blocks = new Map([...text.matchAll(interfaces)].map(([, name = "", body = ""]) => [name, body]));
  const [config] = [...blocks.keys()].filter((name) => /ConfigA?$/.test(name));
  const toArguments = (block: string): string[] =>
    [...(blocks.get(block) ?? "").matchAll(member)].flatMap(([, name = "", kind = ""]) => [
      name,
      ...(blocks.has(kind) ? toArguments(kind).map((inner) => `${name}.${inner}`) : []),
    ]);
  return toArguments(config ?? "").toSorted();
};
