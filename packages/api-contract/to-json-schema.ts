// Converts an io-ts codec to the JSON Schema (2020-12) of what it decodes.
import type { OneOf } from "@message-handler/domain/text-codec.ts";
import type { Optional, OwnProps, WithDefault } from "@message-handler/domain/own-props.ts";
import type * as t from "io-ts";

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export type Vocabulary = {
  /** The schemas of the codecs without parts, by the codec's name. */
  readonly leaves: ReadonlyMap<string, JsonSchema>;
  /** The `$ref` of each codec that is a component. */
  readonly refs: ReadonlyMap<t.Mixed, string>;
  /** The descriptions of an object's fields, by the object's codec. */
  readonly notes: ReadonlyMap<t.Mixed, Readonly<Record<string, string>>>;
};

/** Codecs that have parts; a leaf has no tag. */
type Tagged =
  | OwnProps<t.Props>
  | Optional<unknown>
  | WithDefault<unknown>
  | OneOf<string>
  | t.UnionType<t.Mixed[]>
  | t.LiteralType<string>
  | t.KeyofType<Readonly<Record<string, unknown>>>
  | t.ReadonlyArrayType<t.Mixed>
  | t.StringType
  | t.NullType
  | t.UnknownType;

type ToSchema = (codec: t.Mixed) => JsonSchema;

// A codec of another kind has another tag, or none; both end in the default of the switch.
const toTagged = (codec: t.Mixed): Tagged => codec as Tagged;

export const isRequired = (codec: t.Mixed): boolean => {
  const { _tag } = toTagged(codec);
  return _tag !== "Optional" && _tag !== "WithDefault";
};

const toObject = (
  { props }: OwnProps<t.Props>,
  notes: Readonly<Record<string, string>>,
  toSchema: ToSchema,
): JsonSchema => ({
  type: "object",
  required: Object.keys(props).filter((name) => isRequired(props[name]!)),
  properties: Object.fromEntries(
    Object.entries(props).map(([name, codec]) => {
      const description = notes[name];
      return [name, { ...toSchema(codec), ...(description === undefined ? {} : { description }) }];
    }),
  ),
});

/** `null` beside one plain type is a second type of the same schema, which generators understand best. */
const toUnion = (schemas: readonly JsonSchema[]): JsonSchema => {
  const [first, second] = schemas;
  return schemas.length === 2 && second?.["type"] === "null" && typeof first?.["type"] === "string"
    ? { ...first, type: [first["type"], "null"] }
    : { anyOf: schemas };
};

/**
 * Understands only what the project's codecs are made of: anything else throws, naming the codec, because a schema
 * that leaves something out would promise too little or too much.
 *
 * @returns `toSchema`, which gives a `$ref` for a component, and `define`, which never does for the codec itself
 */
export const makeToSchema = ({ leaves, refs, notes }: Vocabulary) => {
  const toSchema: ToSchema = (codec) => {
    const ref = refs.get(codec);
    return ref === undefined ? define(codec) : { $ref: ref };
  };
  const define: ToSchema = (codec) => {
    const tagged = toTagged(codec);
    switch (tagged._tag) {
      case "OwnProps":
        return toObject(tagged, notes.get(codec) ?? {}, toSchema);
      case "Optional":
        return toSchema(tagged.codec);
      case "WithDefault": {
        const schema = toSchema(tagged.codec);
        const isNumber = schema["type"] === "integer";
        return { ...schema, default: isNumber ? Number(tagged.value) : tagged.value };
      }
      case "OneOf":
        return { type: "string", enum: tagged.choices };
      case "UnionType":
        return toUnion(tagged.types.map(toSchema));
      case "LiteralType":
        return { type: typeof tagged.value, const: tagged.value };
      case "KeyofType":
        return { type: "string", enum: Object.keys(tagged.keys) };
      case "ReadonlyArrayType":
        return { type: "array", items: toSchema(tagged.type) };
      case "StringType":
        return { type: "string" };
      case "NullType":
        return { type: "null" };
      case "UnknownType":
        return {};
      default: {
        const leaf = leaves.get(codec.name);
        if (leaf === undefined)
          throw new Error(
            `there is no JSON Schema for the codec "${codec.name}": give it one in packages/api-contract/leaf-schemas.ts`,
          );
        return leaf;
      }
    }
  };
  return { toSchema, define };
};
