// From the parameters of the query protocol (`MessageAttribute.1.Name=…`) to the input of SendMessage, the one
// operation that is answered in it.
import { invalidParameter } from "../sqs-error.ts";

type Parameter = readonly [name: string, text: string];

/** Of every AWS query request, and of its older signatures: they say nothing about the operation. */
const common =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken|X-Amz-.+)$/i;

const attribute = /^MessageAttribute\.([1-9]\d*)\.(Name|Value\.\w+)$/;

const toMessageAttribute = (parameters: readonly Parameter[]) => {
  const [names = [], values = []] = [".Name", ".Value."].map((part) =>
    parameters.filter(([parameter]) => parameter.includes(part)),
  );
  const name = names[0]?.[1];
  if (name === undefined || values.length === 0)
    throw invalidParameter("Each MessageAttribute has a Name and a Value.");
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
  const byAttribute = Map.groupBy(
    [...parameters].filter(([name]) => !common.test(name)),
    ([name]) => attribute.exec(name)?.[1],
  );
  const fields = (byAttribute.get(undefined) ?? []).map(toField);
  byAttribute.delete(undefined);
  const attributes = [...byAttribute.values()].map(toMessageAttribute);
  return Object.fromEntries([...fields, ["MessageAttributes", Object.fromEntries(attributes)]]);
};
