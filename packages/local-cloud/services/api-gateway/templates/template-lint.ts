// Refuses, when the stack is loaded, every mapping template that the engine would render differently from AWS, or
// that uses more of the language than is supported: variables, #if, #set, comparisons, `$input.body`,
// `$input.path('$.a.b')`, the request's headers (#foreach over `$input.params().header.keySet()`), a few methods of
// texts, `$util.urlEncode(…)` and `$context`.
import { isContextVariable } from "./context-variables.ts";
import { lintDirectives } from "./template-directives.ts";
import { isSupportedPath, util } from "./template-input.ts";
import { type Attribute, parseTemplate, type SyntaxItem, type SyntaxNode } from "./template-syntax.ts";

type Visit = (node: SyntaxNode, line: number) => void;

const supportedNodes = new Set(
  [
    "references",
    "set",
    "if",
    "elseif",
    "else",
    "foreach",
    "string",
    "integer",
    "decimal",
    "bool",
    "math",
  ].concat(
    ["comment", "raw"], // printed or passed over as they stand
  ),
);
const supportedOperators = new Set(["==", "!=", ">", "<", ">=", "<=", "&&", "||", "not", "parenthesis"]);

const isNode = (item: SyntaxItem): item is SyntaxNode => typeof item === "object" && !Array.isArray(item);

const argumentsOf = (attribute: Attribute): readonly SyntaxNode[] => {
  if (attribute.type === "index") return [attribute.id];
  return attribute.type === "method" && attribute.args ? attribute.args : [];
};

/** Nodes below this one, of whatever supported kind. */
const childrenOf = (node: SyntaxNode): readonly SyntaxItem[] => {
  const { type, isEval, value, equal, expression, condition, path, from } = node;
  if (type === "string" && isEval === true && typeof value === "string") return parseTemplate(value);
  return [
    ...(equal ?? []),
    ...(expression ?? []),
    ...(condition === undefined ? [] : [condition]),
    ...(from === undefined ? [] : [from]),
    ...(path ?? []).flatMap(argumentsOf),
  ];
};

const walk = (items: readonly SyntaxItem[], line: number, visit: Visit): void => {
  for (const item of items) {
    if (typeof item === "string") continue;
    if (!isNode(item)) {
      walk(item, line, visit);
      continue;
    }
    const at = item.pos?.first_line ?? line;
    visit(item, at);
    walk(childrenOf(item), at, visit);
  }
};

const toText = ({ id, path = [] }: SyntaxNode): string =>
  `$${id ?? ""}${path.map((part) => (part.type === "index" ? "[…]" : `.${part.id}`)).join("")}`;

/** `responseOverride.status` of `$context.responseOverride.status`; a step that is no plain name is empty. */
const nameOf = (path: readonly Attribute[]): string =>
  path
    .map((part) => (part.type === "index" ? part.id.value : part.type === "property" ? part.id : ""))
    .map((name) => (typeof name === "string" ? name : ""))
    .join(".");

const isLiteral = (node: SyntaxNode | undefined, pattern: RegExp): boolean =>
  node?.type === "string" && node.isEval !== true && pattern.test(String(node.value));

/**
 * Methods of texts that do the same in Java and in JavaScript; `replaceAll` only where its pattern means itself,
 * `matches` where it is made of letters, classes and counts.
 */
const isTextMethod = (attribute: Attribute): boolean => {
  if (attribute.type !== "method") return false;
  const [first, second, ...others] = argumentsOf(attribute);
  switch (attribute.id) {
    case "toLowerCase":
      return first === undefined;
    case "indexOf":
    case "lastIndexOf":
    case "substring":
      return first !== undefined && second === undefined;
    case "matches":
      return isLiteral(first, /^(?:[\w -]|\[[\w-]+\]|\{\d+\})+$/) && second === undefined;
    case "replaceAll":
      return isLiteral(first, /^[\w \t";'=-]+$/) && isLiteral(second, /^[^\\$]*$/) && others.length === 0;
    default:
      return false;
  }
};

/** `.params().header` and what follows it; undefined for anything else. */
const afterHeaders = ([params, header, ...rest]: readonly Attribute[]): readonly Attribute[] | undefined =>
  params?.type === "method" &&
  params.id === "params" &&
  argumentsOf(params).length === 0 &&
  header?.type === "property" &&
  header.id === "header"
    ? rest
    : undefined;

const isHeaderNames = (node: SyntaxNode | undefined): boolean => {
  const [keySet, ...others] = (node?.id === "input" && afterHeaders(node.path ?? [])) || [];
  return keySet?.type === "method" && keySet.id === "keySet" && others.length === 0;
};

/** `.params().header.get($name)`, as a text. */
const isHeader = (path: readonly Attribute[]): boolean => {
  const [get, ...methods] = afterHeaders(path) ?? [];
  return get?.type === "method" && get.id === "get" && methods.every(isTextMethod);
};

const isInput = ([first, ...others]: readonly Attribute[]): boolean => {
  if (isHeader([...(first === undefined ? [] : [first]), ...others])) return true;
  if (first === undefined || others.length > 0 || first.type === "index") return false;
  if (first.type === "property") return first.id === "body";
  const [path] = argumentsOf(first);
  return first.id === "path" && path?.type === "string" && isSupportedPath(String(path.value));
};

const isUtil = ([first, ...others]: readonly Attribute[]): boolean =>
  first?.type === "method" && others.length === 0 && Object.hasOwn(util, first.id);

const isSupported = (node: SyntaxNode, variables: ReadonlySet<string>): boolean => {
  const { id = "", path = [] } = node;
  if (id === "context") return isContextVariable(nameOf(path), "mapping-template");
  if (id === "input") return isInput(path) || isHeaderNames(node);
  if (id === "util") return isUtil(path);
  return path.every(isTextMethod) && variables.has(id);
};

const isRoot = (id = ""): boolean => ["context", "input", "util"].includes(id);

const mayBeSet = ({ id, path = [] }: SyntaxNode): boolean =>
  id === "context" ? /^re(quest|sponse)Override\./.test(nameOf(path)) : !isRoot(id) && path.length === 0;

const problemOf = (node: SyntaxNode, variables: ReadonlySet<string>): string | undefined => {
  if (!supportedNodes.has(node.type)) return `the ${node.type} is not supported by the local cloud`;
  if (node.type === "math" && !supportedOperators.has(node.operator ?? ""))
    return `the operator ${node.operator ?? ""} is not supported by the local cloud`;
  if (node.type === "set" && node.equal !== undefined && !mayBeSet(node.equal[0]))
    return `#set cannot change ${toText(node.equal[0])}`;
  if (node.type === "foreach" && !isHeaderNames(node.from))
    return "#foreach goes through $input.params().header.keySet() alone in the local cloud";
  if (node.type !== "references" || isSupported(node, variables)) return undefined;
  return isRoot(node.id) || (node.path ?? []).length > 0
    ? `${toText(node)} is not supported by the local cloud`
    : `${toText(node)} is never set`;
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
  const variables = new Set<string>();
  walk(items, 1, ({ type, equal, to }) => {
    if (type === "set" && equal?.[0].id !== undefined) variables.add(equal[0].id);
    if (type === "foreach" && to !== undefined) variables.add(to);
  });
  const problems: string[] = [];
  walk(items, 1, (node, line) => {
    const problem = problemOf(node, variables);
    if (problem !== undefined) problems.push(`line ${line}: ${problem}`);
  });
  return problems;
};
