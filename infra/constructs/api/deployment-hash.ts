// What an API is made of, as one text that changes when, and only when, the deployed API would.
import { createHash } from "node:crypto";
import { DefaultTokenResolver, StringConcat, type TerraformResource, Tokenization } from "cdktf";
import type { Construct } from "constructs";

type Attributes = Readonly<Record<string, unknown>>;

/** Terraform's own business, and labels: a deployment holds none of them. */
const besideTheApi = new Set(["//", "depends_on", "lifecycle", "provider", "tags", "tags_all"]);

const addressOf = (part: TerraformResource): string =>
  `${part.terraformResourceType}.${part.friendlyUniqueId}`;

const attributesOf = (part: TerraformResource, scope: Construct): Attributes => {
  const { resource } = Tokenization.resolve(part.toTerraform(), {
    scope,
    resolver: new DefaultTokenResolver(new StringConcat()),
  }) as { readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>> };
  const attributes = resource[part.terraformResourceType]?.[part.friendlyUniqueId] ?? {};
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !besideTheApi.has(name)));
};

/** The addresses and attributes in `${type.name.attribute}`, each once. */
const referencesIn = (definition: string): readonly string[] => [
  ...new Set([...definition.matchAll(/\$\{([^{}]+)\}/g)].map(([, reference]) => reference ?? "")),
];

export type DeploymentHash = {
  /** Of everything the parts say. */
  readonly hash: string;
  /**
   * References to what stands outside: the hash knows them by name alone, and a queue that gets another name is
   * another destination all the same. Terraform compares their values.
   */
  readonly references: string;
};

/** Resolves tokens: only to be called while the stack is synthesised. */
export const deploymentHash = (parts: readonly TerraformResource[], scope: Construct): DeploymentHash => {
  const byAddress = new Map(parts.map((part) => [addressOf(part), attributesOf(part, scope)]));
  const definition = JSON.stringify([...byAddress].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const outside = referencesIn(definition).filter(
    (reference) => !byAddress.has(reference.split(".").slice(0, 2).join(".")),
  );
  return {
    hash: createHash("sha256").update(definition).digest("hex"),
    references: outside
      .toSorted()
      .map((reference) => `\${${reference}}`)
      .join(" "),
  };
};
