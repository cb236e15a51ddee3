// Finds the resource that a path belongs to: a literal part before `{name}`.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html

export type Match<T> = {
  readonly value: T;
  /** Decoded, as functions and templates see them. */
  readonly pathParameters: Readonly<Record<string, string>>;
};

/** `undefined`: no resource has such a path. Throws a URIError for a broken percent sequence. */
export type Router<T> = (path: string) => Match<T> | undefined;

type Found<T> = { readonly value: T; readonly captured: readonly (readonly [string, string])[] };
type Node<T> = {
  value?: T;
  readonly literals: Map<string, Node<T>>;
  parameter?: { readonly name: string; readonly node: Node<T> };
};

const makeNode = <T>(): Node<T> => ({ literals: new Map() });
const toParts = (path: string): string[] => path.split("/").slice(1);

const insert = <T>(node: Node<T>, parts: readonly string[], value: T): void => {
  const [part, ...others] = parts;
  if (part === undefined || part === "") {
    if (node.value !== undefined) throw new Error("this path stands twice in the API");
    node.value = value;
    return;
  }
  const name = /^\{(.*)\}$/.exec(part);
  if (name !== null) {
    node.parameter ??= { name: name[1] ?? "", node: makeNode() };
    if (node.parameter.name !== name[1]) {
      throw new Error(
        `a sibling ({${node.parameter.name}}) of this resource already has a variable path part`,
      );
    }
    insert(node.parameter.node, others, value);
    return;
  }
  const child = node.literals.get(part) ?? makeNode<T>();
  node.literals.set(part, child);
  insert(child, others, value);
};

const find = <T>(node: Node<T>, parts: readonly string[]): Found<T> | undefined => {
  const [part, ...others] = parts;
  if (part === undefined) {
    return node.value === undefined ? undefined : { value: node.value, captured: [] };
  }
  const literal = node.literals.get(decodeURIComponent(part));
  const exact = literal === undefined ? undefined : find(literal, others);
  return exact ?? findParameter(node, part, others);
};

const findParameter = <T>(node: Node<T>, part: string, others: readonly string[]): Found<T> | undefined => {
  if (node.parameter === undefined || part === "") return undefined;
  const found = find(node.parameter.node, others);
  if (found === undefined) return undefined;
  return { ...found, captured: [[node.parameter.name, decodeURIComponent(part)], ...found.captured] };
};

/**
 * Throws where AWS would refuse to create the resource.
 * `resources`: full paths (`/jobs/{job_id}`) and what stands there. Trailing slashes of a request do not count.
 */
export const makeRouter = <T>(resources: Iterable<readonly [path: string, value: T]>): Router<T> => {
  const root = makeNode<T>();
  for (const [path, value] of resources) insert(root, toParts(path), value);
  return (path) => {
    const found = find(root, toParts(path.replace(/\/+$/, "")));
    return found && { value: found.value, pathParameters: Object.fromEntries(found.captured) };
  };
};
