// What follows from the waivers of synthesised stacks: the files of both scanners, which honour no comment in JSON, and
// the list in docs/security.md.
import { join } from "node:path";

type Section = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A rule that is waived on a resource. */
export type WaivedRule = {
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

const inSection = (section: Section): readonly WaivedRule[] =>
  Object.entries(section).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([label, body]) => {
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

/** Each once, although most stacks repeat it. */
export const waivedRules = (stacks: readonly { readonly resource: Section }[]): readonly WaivedRule[] => {
  const all = stacks.flatMap(({ resource }) => inSection(resource));
  return [...new Map(all.map((waiver) => [JSON.stringify(waiver), waiver])).values()].toSorted(
    (one, other) => compare(one.address, other.address) || compare(one.rule, other.rule),
  );
};

const isCheckovs = ({ rule }: WaivedRule): boolean => rule.startsWith("CKV");

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Checkov's checks of attributes know a resource by its label alone, those of its graph by its address. */
const checkovNames = (address: string): readonly string[] => [
  `resource.${address.slice(address.indexOf(".") + 1)}`,
  address,
];

/** A baseline: findings that are known. Checkov heeds the resource and the rule in it, and no reason. */
export const toCheckovBaseline = (waivers: readonly WaivedRule[]): string => {
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
export const toTrivyPolicy = (waivers: readonly WaivedRule[]): string => {
  const byAddress = Map.groupBy(
    waivers.filter((waiver) => !isCheckovs(waiver)),
    ({ address }) => address,
  );
  const lines = [...byAddress].map(
    ([address, found]) =>
      `\t"${address}": {${[...new Set(found.map(({ rule }) => `"${rule}"`))].join(", ")}},`,
  );
  return [
    "# Written by `pnpm waivers` from infra/scanners/waivers.ts, where the reasons are.",
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
const toList = (waivers: readonly WaivedRule[]): string =>
  [...Map.groupBy(waivers, ({ reason }) => reason)]
    .map(([reason, found]) => {
      return `- ${distinct(found.map(({ rule }) => rule))} on ${distinct(found.map(({ path }) => path))}: ${reason}`;
    })
    .toSorted(compare)
    .join("\n");

const root = join(import.meta.dirname, "../..");

const start = "<!-- Written by `pnpm waivers`: -->\n";
const end = "<!-- End of what is written. -->";

/** Throws when the text has no place for the list. */
const withList = (text: string, list: string): string => {
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/security.md has no place for the waivers");
  return `${before}${start}\n${list}\n\n${end}${after}`;
};

export type ScannerFile = { readonly path: string; readonly expected: string };

/** What should stand in each file; `read` returns what a file holds now. */
export const scannerFiles = (
  waived: readonly WaivedRule[],
  read: (path: string) => string,
): readonly ScannerFile[] => {
  const security = join(root, "docs/security.md");
  return [
    { path: join(root, "infra/scanners/checkov.baseline"), expected: toCheckovBaseline(waived) },
    { path: join(root, "infra/scanners/waivers.rego"), expected: toTrivyPolicy(waived) },
    { path: security, expected: withList(read(security), toList(waived)) },
  ];
};
