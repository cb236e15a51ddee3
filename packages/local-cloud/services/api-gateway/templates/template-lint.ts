// Refuses, when the stack is loaded, every mapping template that the engine would render differently from AWS.
import { isContextVariable } from "./context-variables.ts";
import { javaMethods } from "./java-methods.ts";
import { lintDirectives } from "./template-directives.ts";
import { type Attribute, parseTemplate, type SyntaxItem, type SyntaxNode } from "./template-syntax.ts";
import { inputMethods, utilMethods } from "./template-variables.ts";

type Scope = {
  /** Set by `#set` and `#foreach`, anywhere in the template. */
  readonly variables: Set<string>;
  readonly problems: string[];
};

const foreachProperties = new Set(["count", "index", "hasNext"]);

const isNode = (item: SyntaxItem): item is SyntaxNode => typeof item === "object" && !Array.isArray(item);
const isText = (value: unknown): value is string => typeof value === "string";

const walkItems = (
  items: readonly SyntaxItem[],
  line: number,
  visit: (node: SyntaxNode, line: number) => void,
): void => {
  for (const item of items) {
    if (isText(item)) continue;
    if (isNode(item)) visit(item, item.pos?.first_line ?? line);
    else walkItems(item, line, visit);
  }
};

const argumentsOf = (attribute: Attribute): readonly SyntaxNode[] => {
  if (attribute.type === "index") return [attribute.id];
  return attribute.type === "method" && Array.isArray(attribute.args) ? (attribute.args as SyntaxNode[]) : [];
};

/** Nodes below this one, of whatever kind. */
const childrenOf = (node: SyntaxNode): readonly SyntaxItem[] => {
  const value = node.value;
  if (node.type === "string" && node.isEval === true && isText(value)) return parseTemplate(value);
  return [
    ...(node.equal ?? []),
    ...(node.expression ?? []),
    ...(node.condition === undefined ? [] : [node.condition]),
    ...(node.from === undefined ? [] : [node.from]),
    ...(node.path ?? []).flatMap(argumentsOf),
    ...(node.type === "array" && Array.isArray(value) ? (value as SyntaxItem[]) : []),
    ...(node.type === "map" && typeof value === "object" && value !== null
      ? (Object.values(value) as SyntaxItem[])
      : []),
  ];
};

const declare = (node: SyntaxNode, variables: Set<string>): void => {
  if (node.type === "foreach" && node.to !== undefined) variables.add(node.to);
  const target = node.equal?.[0];
  if (target?.id !== undefined && target.path === undefined) variables.add(target.id);
};

const describe = (node: SyntaxNode): string =>
  `$${node.id ?? ""}${(node.path ?? []).map((part) => (part.type === "index" ? "[…]" : `.${part.id}`)).join("")}`;

/** `responseOverride.status` of `$context.responseOverride.status.toString()`. */
const namesOf = (path: readonly Attribute[]): readonly string[] => {
  const names: string[] = [];
  for (const part of path) {
    if (part.type === "method") break;
    const name = part.type === "property" ? part.id : part.id.value;
    if (!isText(name)) break;
    names.push(name);
  }
  return names;
};

const checkContext = (node: SyntaxNode): string | undefined =>
  isContextVariable(namesOf(node.path ?? []).join("."), "mapping-template")
    ? undefined
    : `${describe(node)} is no variable of $context that the local cloud knows`;

const checkInput = (node: SyntaxNode): string | undefined => {
  const first = node.path?.[0];
  if (first?.type === "property" && first.id === "body") return undefined;
  if (first?.type !== "method" || !inputMethods.includes(first.id))
    return `${describe(node)} is not known on $input`;
  const [path] = argumentsOf(first);
  if (first.id === "params" || path?.type !== "string") return undefined;
  const text = String(path.value);
  return text.startsWith("$") && !text.includes("(")
    ? undefined
    : `${text} is no JSONPath that is known here`;
};

const checkUtil = (node: SyntaxNode): string | undefined => {
  const first = node.path?.[0];
  return first?.type === "method" && Object.hasOwn(utilMethods, first.id)
    ? undefined
    : `${describe(node)} is not known on $util`;
};

const checkRoot = (node: SyntaxNode, scope: Scope): string | undefined => {
  switch (node.id ?? "") {
    case "context":
      return checkContext(node);
    case "input":
      return checkInput(node);
    case "util":
      return checkUtil(node);
    case "foreach":
      return foreachProperties.has(namesOf(node.path ?? [])[0] ?? "")
        ? undefined
        : `${describe(node)} is not known`;
    case "velocityCount":
      return undefined;
    default:
      return scope.variables.has(node.id ?? "") ? undefined : `${describe(node)} is never set`;
  }
};

const checkMethods = (node: SyntaxNode): readonly string[] =>
  (node.path ?? [])
    .slice(node.id === "input" || node.id === "util" ? 1 : 0)
    .flatMap((part) => (part.type === "method" ? [part.id] : []))
    .filter((name) => !javaMethods.has(name))
    .map((name) => `${describe(node)}: there is no method ${name} here`);

/** Velocity divides integers to an integer, the engine does not. */
const checkOperator = (node: SyntaxNode): readonly string[] =>
  node.type === "math" && node.operator === "/" ? ["division rounds on AWS and not here: leave it out"] : [];

const checkTarget = (node: SyntaxNode): readonly string[] => {
  const target = node.equal?.[0];
  if (target === undefined || !["context", "input", "util"].includes(target.id ?? "")) return [];
  return target.id === "context" && /^re(quest|sponse)Override$/.test(namesOf(target.path ?? [])[0] ?? "")
    ? []
    : [`#set cannot change ${describe(target)}`];
};

const check = (node: SyntaxNode, scope: Scope): readonly string[] => {
  const root = node.type === "references" ? checkRoot(node, scope) : undefined;
  return [
    ...(root === undefined ? [] : [root]),
    ...(node.type === "references" ? checkMethods(node) : []),
    ...checkOperator(node),
    ...checkTarget(node),
  ];
};

/** Every problem with its line; empty when the template can be trusted. */
export const lintTemplate = (template: string): readonly string[] => {
  const directives = lintDirectives(template);
  if (directives.length > 0) return directives;
  let items: readonly SyntaxItem[];
  try {
    items = parseTemplate(template);
  } catch (error) {
    return [`it cannot be parsed: ${String(error)}`];
  }
  const scope: Scope = { variables: new Set(), problems: [] };
  const everywhere = (visit: (node: SyntaxNode, line: number) => void): void => {
    const descend = (node: SyntaxNode, line: number): void => {
      visit(node, line);
      walkItems(childrenOf(node), line, descend);
    };
    walkItems(items, 1, descend);
  };
  everywhere((node) => declare(node, scope.variables));
  everywhere((node, line) =>
    scope.problems.push(...check(node, scope).map((text) => `line ${line}: ${text}`)),
  );
  return scope.problems;
};
