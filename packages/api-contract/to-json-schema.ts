// Reads an io-ts codec as the JSON Schema (2020-12) of what it decodes, so that nobody writes the same thing twice.
import type { OneOf } from "@message-handler/domain/text-codec.ts";
import type { Optional, OwnProps, WithDefault } from "@message-handler/domain/own-props.ts";
import type * as t from "io-ts";
import type { JsonSchema } from "./json-schema.ts";

export type Vocabulary = {
  /** Codecs without parts say what they expect by their name: the schema of each name. */
  readonly leaves: ReadonlyMap<string, JsonSchema>;
  /** Codecs that have a place of their own, and its address for `$ref`. */
  readonly places: ReadonlyMap<t.Mixed, string>;
  /** What the fields of an object mean, by the object's codec. */
  readonly notes: ReadonlyMap<t.Mixed, Readonly<Record<string, string>>>;
};

/** Codecs that can be taken to pieces; a leaf has no tag. */
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

/** The schema that stands at a codec's own place. */
export type Reflect = (codec: t.Mixed) => JsonSchema;

// A codec of another kind has another tag, or none; both end in the default of the switch.
const toTagged = (codec: t.Mixed): Tagged => codec as Tagged;

export const isRequired = (codec: t.Mixed): boolean => {
  const { _tag } = toTagged(codec);
  return _tag !== "Optional" && _tag !== "WithDefault";
};

const toObject = (
  { props }: OwnProps<t.Props>,
  notes: Readonly<Record<string, string>>,
  reflect: Reflect,
): JsonSchema => ({
  type: "object",
  required: Object.keys(props).filter((name) => isRequired(props[name]!)),
  properties: Object.fromEntries(
    Object.entries(props).map(([name, codec]) => {
      const description = notes[name];
      return [name, { ...reflect(codec), ...(description === undefined ? {} : { description }) }];
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
 * Makes the reflection. Only what the project's codecs are made of is understood: anything else throws, naming the
 * codec, because a schema that leaves something out would promise too little or too much.
 *
 * @returns `reflect`, which answers a `$ref` for a codec that has a place, and `define`, which never does for the
 *   codec itself
 */
export const makeReflection = ({ leaves, places, notes }: Vocabulary) => {
  const reflect: Reflect = (codec) => {
    const place = places.get(codec);
    return place === undefined ? define(codec) : { $ref: place };
  };
  const define: Reflect = (codec) => {
    const tagged = toTagged(codec);
    switch (tagged._tag) {
      case "OwnProps":
        return toObject(tagged, notes.get(codec) ?? {}, reflect);
      case "Optional":
        return reflect(tagged.codec);
      case "WithDefault": {
        const schema = reflect(tagged.codec);
        const isNumber = schema["type"] === "integer";
        return { ...schema, default: isNumber ? Number(tagged.value) : tagged.value };
      }
      case "OneOf":
        return { type: "string", enum: tagged.choices };
      case "UnionType":
        return toUnion(tagged.types.map(reflect));
      case "LiteralType":
        return { type: typeof tagged.value, const: tagged.value };
      case "KeyofType":
        return { type: "string", enum: Object.keys(tagged.keys) };
      case "ReadonlyArrayType":
        return { type: "array", items: reflect(tagged.type) };
      case "StringType":
        return { type: "string" };
      case "NullType":
        return { type: "null" };
      case "UnknownType":
        return {};
      default: {
        const leaf = leaves.get(codec.name);
        if (leaf === undefined) throw new Error(`there is no JSON Schema for the codec "${codec.name}"`);
        return leaf;
      }
    }
  };
  return { reflect, define };
};
