// The waivers that stand beside the resources, gathered for those who honour no comment in JSON: the two scanners,
// and the reader of docs/security.md.
import type { Block, StackJson } from "./synthesised.ts";

export type Waiver = {
  readonly rule: string;
  readonly reason: string;
  /** `aws_s3_bucket.archive_bucket_B42367AB` */
  readonly address: string;
  /** Where the construct stands in its stack: `archive/bucket`. */
  readonly path: string;
};

type Comment = {
  readonly metadata: { readonly path: string };
  readonly waivers?: Readonly<Record<string, string>>;
};

const inSection = (section: StackJson["resource"]): readonly Waiver[] =>
  Object.entries(section).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([label, body]: [string, Block]) => {
      const { metadata, waivers = {} } = body["//"] as Comment;
      const path = metadata.path.split("/").slice(1).join("/");
      return Object.entries(waivers).map(([rule, reason]) => ({
        rule,
        reason,
        address: `${type}.${label}`,
        path,
      }));
    }),
  );

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const byAddressAndRule = (one: Waiver, other: Waiver): number =>
  compare(one.address, other.address) || compare(one.rule, other.rule);

/** Each once, although most stacks repeat it. */
export const waiversOf = (stacks: readonly StackJson[]): readonly Waiver[] => {
  const all = stacks.flatMap(({ resource }) => inSection(resource));
  return [...new Map(all.map((waiver) => [JSON.stringify(waiver), waiver])).values()].toSorted(
    byAddressAndRule,
  );
};

const isCheckovs = ({ rule }: Waiver): boolean => rule.startsWith("CKV");

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Checkov's checks of attributes know a resource by its label alone, those of its graph by its address. */
const checkovNames = (address: string): readonly string[] => [
  `resource.${address.slice(address.indexOf(".") + 1)}`,
  address,
];

/** A baseline: findings that are known. Checkov heeds the resource and the rule in it, and no reason. */
export const toCheckovBaseline = (waivers: readonly Waiver[]): string => {
  const byAddress = Map.groupBy(waivers.filter(isCheckovs), ({ address }) => address);
  const findings = [...byAddress].flatMap(([address, found]) =>
    checkovNames(address).map((resource) => ({
      resource,
      check_ids: [...new Set(found.map(({ rule }) => rule))],
    })),
  );
  return json({ failed_checks: [{ file: "cdk.tf.json", findings }] });
};

/** A policy that says which findings to ignore: by resource, which trivy's ignore file cannot. */
export const toTrivyPolicy = (waivers: readonly Waiver[]): string => {
  const byAddress = Map.groupBy(
    waivers.filter((waiver) => !isCheckovs(waiver)),
    ({ address }) => address,
  );
  const lines = [...byAddress].map(
    ([address, found]) =>
      `\t"${address}": {${[...new Set(found.map(({ rule }) => `"${rule}"`))].join(", ")}},`,
  );
  return [
    "# Written by `pnpm waivers` from the waivers beside the resources, where the reasons stand.",
    "package trivy",
    "",
    "import rego.v1",
    "",
    "default ignore := false",
    "",
    "waived := {",
    ...lines,
    "}",
    "",
    "ignore if input.ID in waived[input.CauseMetadata.Resource]",
    "",
  ].join("\n");
};

const distinct = (values: readonly string[]): string =>
  [...new Set(values)]
    .toSorted(compare)
    .map((value) => `\`${value}\``)
    .join(", ");

/** For people: a line for each reason, with the rules and the resources that it stands for. */
export const toList = (waivers: readonly Waiver[]): string =>
  [...Map.groupBy(waivers, ({ reason }) => reason)]
    .map(([reason, found]) => {
      return `- ${distinct(found.map(({ rule }) => rule))} on ${distinct(found.map(({ path }) => path))}: ${reason}`;
    })
    .toSorted(compare)
    .join("\n");
