// The query protocol's two notations: lists as `Name.member.1` in a form, and as <member> in XML.
import { decodeForm } from "../core/query-form.ts";
import { ServiceError } from "../core/service.ts";
import { escapeXml } from "../core/xml.ts";

type Tree = { [name: string]: Tree | string };

/** `Dimensions.member.1.Name` has four; deeper than this nothing lies. */
const mostSteps = 10;

/** `AlarmNames.member.1=a` → `{ AlarmNames: { member: { 1: "a" } } }` */
const toTree = (parameters: ReadonlyMap<string, string>): Tree => {
  const root: Tree = Object.create(null) as Tree;
  for (const [name, text] of parameters) {
    const steps = name.split(".");
    if (steps.length > mostSteps)
      throw new ServiceError("MalformedQueryString", `${name.slice(0, 40)}… is no parameter.`);
    const last = steps.pop() ?? "";
    let node = root;
    for (const step of steps) {
      const next = node[step];
      const child = typeof next === "object" ? next : (Object.create(null) as Tree);
      node[step] = child;
      node = child;
    }
    node[last] = text;
  }
  return root;
};

/** Numbers stay texts: the operations decode them. */
const toValue = (tree: Tree | string): unknown => {
  if (typeof tree === "string") return tree;
  const { member } = tree;
  if (typeof member === "object")
    return Object.entries(member)
      .toSorted(([left], [right]) => Number(left) - Number(right))
      .map(([, each]) => toValue(each));
  return Object.fromEntries(Object.entries(tree).map(([name, each]) => [name, toValue(each)]));
};

/** Throws ServiceError for a form that cannot be read exactly. */
export const readQueryInput = (form: string): unknown => {
  const parameters = new Map(decodeForm(form));
  for (const common of ["Action", "Version"]) parameters.delete(common);
  return toValue(toTree(parameters));
};

export const toXml = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((each) => `<member>${toXml(each)}</member>`).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => `<${name}>${toXml(each)}</${name}>`)
    .join("");
};
