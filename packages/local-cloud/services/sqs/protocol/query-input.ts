// From the parameters of the query protocol (`MessageAttribute.1.Name=…`) to the input of SendMessage, the one
// operation that is answered in it.
import { invalidParameter } from "../sqs-error.ts";

type Parameter = readonly [name: string, text: string];

/** Of every AWS query request, and of its older signatures: they say nothing about the operation. */
const common =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken|X-Amz-.+)$/i;

const kinds = {
  MessageAttribute: "MessageAttributes",
  MessageSystemAttribute: "MessageSystemAttributes",
} as const;

const attribute = /^(Message(?:System)?Attribute)\.([1-9]\d*)\.(?:Name|Value\.\w+)$/;

const toMessageAttribute = (parameters: readonly Parameter[]) => {
  const [names = [], values = []] = [".Name", ".Value."].map((part) =>
    parameters.filter(([parameter]) => parameter.includes(part)),
  );
  const name = names[0]?.[1];
  if (name === undefined || values.length === 0)
    throw invalidParameter("Each attribute of a message has a Name and a Value.");
  return [name, Object.fromEntries(values.map(([field, text]) => [field.split(".").at(-1), text]))] as const;
};

const toField = ([name, text]: Parameter): readonly [string, unknown] => {
  if (name !== "DelaySeconds") return [name, text];
  if (!/^-?\d+$/.test(text))
    throw invalidParameter(`Value for parameter ${name} is invalid. Reason: Must be a whole number.`);
  return [name, Number(text)];
};

/** Unknown parameters are kept, for the operation to refuse. Throws InvalidParameterValue for a shape that has no meaning. */
export const toQueryInput = (parameters: ReadonlyMap<string, string>): object => {
  const meant = [...parameters].filter(([name]) => !common.test(name));
  const attributesOf = (kind: keyof typeof kinds) => {
    const own = meant.filter(([name]) => attribute.exec(name)?.[1] === kind);
    const each = Map.groupBy(own, ([name]) => attribute.exec(name)?.[2]);
    return [kinds[kind], Object.fromEntries([...each.values()].map(toMessageAttribute))] as const;
  };
  return Object.fromEntries([
    ...meant.filter(([name]) => !attribute.test(name)).map(toField),
    attributesOf("MessageAttribute"),
    attributesOf("MessageSystemAttribute"),
  ]);
};
