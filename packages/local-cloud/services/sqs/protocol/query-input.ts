// From the parameters of the query protocol (`MessageAttribute.1.Name=…`) to the input of an operation.
import { invalidParameter } from "../sqs-error.ts";

type Node = string | ReadonlyMap<string, Node>;
type Tree = Map<string, string | Tree>;

/** Of every AWS query request, and of its older signatures: they say nothing about the operation. */
const common =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken|X-Amz-.+)$/i;

const plant = (tree: Tree, path: readonly string[], name: string, value: string): void => {
  const [head = "", ...rest] = path;
  const child = tree.get(head);
  if (rest.length === 0) {
    if (child !== undefined)
      throw invalidParameter(`The parameter ${name} stands both for a value and for a list.`);
    tree.set(head, value);
    return;
  }
  if (typeof child === "string")
    throw invalidParameter(`The parameter ${name} stands both for a value and for a list.`);
  const branch: Tree = child ?? new Map<string, string | Tree>();
  tree.set(head, branch);
  plant(branch, rest, name, value);
};

/** Members `1`, `2`, … in the order of their numbers. */
const members = (name: string, node: Node): readonly Node[] => {
  if (typeof node === "string") throw invalidParameter(`The parameter ${name} is a list: write ${name}.1.`);
  const numbered = [...node].map(([index, member]) => ({ index: Number(index), member }));
  if (numbered.some(({ index }) => !Number.isInteger(index) || index < 1)) {
    throw invalidParameter(`The members of ${name} are numbered from 1.`);
  }
  return numbered.toSorted((a, b) => a.index - b.index).map(({ member }) => member);
};

const field = (node: Node, name: string): Node | undefined =>
  typeof node === "string" ? undefined : node.get(name);

const lists: Readonly<Record<string, string>> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
};

const numbers = new Set(["DelaySeconds", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"]);

const toMessageAttributes = (name: string, node: Node): unknown =>
  Object.fromEntries(
    members(name, node).map((member) => {
      const label = field(member, "Name");
      const value = field(member, "Value");
      if (typeof label !== "string" || value === undefined) {
        throw invalidParameter(`Each ${name} has a Name and a Value.`);
      }
      return [label, typeof value === "string" ? value : Object.fromEntries(value)];
    }),
  );

const toNumber = (name: string, node: Node): number => {
  if (typeof node !== "string" || !/^-?\d+$/.test(node)) {
    throw invalidParameter(`Value for parameter ${name} is invalid. Reason: Must be a whole number.`);
  }
  return Number(node);
};

const toEntry = ([name, node]: readonly [string, Node]): readonly [string, unknown] => {
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (list !== undefined) return [list, members(name, node)];
  if (name === "MessageAttribute") return ["MessageAttributes", toMessageAttributes(name, node)];
  return [name, numbers.has(name) ? toNumber(name, node) : node];
};

const toInput = (node: Node): unknown =>
  typeof node === "string" ? node : Object.fromEntries([...node].map(toEntry));

/** Unknown parameters are kept, for the operation to refuse. Throws InvalidParameterValue for a shape that has no meaning. */
export const toQueryInput = (parameters: ReadonlyMap<string, string>): unknown => {
  const tree: Tree = new Map<string, string | Tree>();
  for (const [name, value] of parameters) {
    if (!common.test(name)) plant(tree, name.split("."), name, value);
  }
  return toInput(tree);
};
