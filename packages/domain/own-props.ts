// Codecs for objects out of untrusted JSON.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

export type JsonObject = { readonly [key: string]: unknown };

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Any JSON object, whatever it holds: arrays and null are none. Its content is not walked. */
export const JsonObject = new t.Type<JsonObject>(
  "a JSON object",
  isJsonObject,
  (value, context) => (isJsonObject(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

const ownValue = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** What may be undefined is an optional property. */
type OwnOutput<P extends t.Props> = {
  readonly [K in keyof P as undefined extends t.TypeOf<P[K]> ? never : K]: t.TypeOf<P[K]>;
} & {
  readonly [K in keyof P as undefined extends t.TypeOf<P[K]> ? K : never]?: Exclude<
    t.TypeOf<P[K]>,
    undefined
  >;
};

/** The tags here and below let a codec be read as a description of itself, as io-ts's own do. */
export type OwnProps<P extends t.Props> = t.Type<OwnOutput<P>> & {
  readonly _tag: "OwnProps";
  readonly props: P;
};

export type Optional<A> = t.Type<A | undefined> & { readonly _tag: "Optional"; readonly codec: t.Type<A> };

export type WithDefault<A> = t.Type<A> & {
  readonly _tag: "WithDefault";
  readonly codec: t.Type<A>;
  readonly value: A;
};

/** Where a value stands is worked out when it is wrong, and only then: it would be most of the work for all that are right. */
const NOWHERE: t.Context = [];
const within = (place: t.Context, error: t.ValidationError): t.ValidationError => ({
  ...error,
  context: [...place, ...error.context],
});

/**
 * `t.type`, but it reads own properties only (`t.type` takes inherited ones, so a `__proto__` key could supply them), and
 * the result holds the named properties alone, those that are absent left out. All properties are validated, not just
 * the first bad one.
 */
export const ownProps = <P extends t.Props>(props: P): OwnProps<P> => {
  const entries = Object.entries(props);
  const is = (value: unknown): value is OwnOutput<P> =>
    isJsonObject(value) && entries.every(([key, codec]) => codec.is(ownValue(value, key)));
  const validate: t.Validate<unknown, OwnOutput<P>> = (value, context) => {
    if (!isJsonObject(value)) return t.failure(value, context);
    const errors: t.ValidationError[] = [];
    const output: Record<string, unknown> = {};
    for (const [key, codec] of entries) {
      const found = ownValue(value, key);
      const decoded = codec.validate(found, NOWHERE) as t.Validation<unknown>;
      if (E.isLeft(decoded)) {
        const here = t.appendContext(context, key, codec, found);
        errors.push(...decoded.left.map((error) => within(here, error)));
      } else if (decoded.right !== undefined) output[key] = decoded.right;
    }
    // The loop has just filled in every key of P that has a value.
    return errors.length > 0 ? t.failures(errors) : t.success(output as OwnOutput<P>);
  };
  const codec = new t.Type(JsonObject.name, is, validate, t.identity);
  return Object.assign(codec, { _tag: "OwnProps", props } as const);
};

/**
 * What an object of type R must be to name every member of T. Of an optional one that it lacks the compiler says nothing
 * by itself; here it says which it is.
 */
export type Complete<R, T> = keyof T extends keyof R ? T : { readonly [K in keyof Required<T>]: T[K] };

/**
 * The same codec, for one that decodes a great many values: what `read` makes of a value is its result, and only where it
 * makes nothing (undefined) the codec decodes the value, which also tells what is wrong with it.
 *
 * @param read must agree with the codec about all that it reads, and need not read all that is valid
 */
export const readFirst = <P extends t.Props>(
  codec: OwnProps<P>,
  read: (value: unknown) => t.TypeOf<OwnProps<P>> | undefined,
): OwnProps<P> => {
  const { name, is, validate, encode, _tag, props } = codec;
  const type = new t.Type(
    name,
    is,
    (value, context) => {
      const found = read(value);
      return found === undefined ? validate(value, context) : t.success(found);
    },
    encode,
  );
  return Object.assign(type, { _tag, props });
};

/** Absent (undefined) is fine; what is there must satisfy the codec. */
export const optional = <A>(codec: t.Type<A>): Optional<A> => {
  const type = new t.Type<A | undefined>(
    codec.name,
    (value): value is A | undefined => value === undefined || codec.is(value),
    (value, context) => (value === undefined ? t.success(undefined) : codec.validate(value, context)),
    t.identity,
  );
  return Object.assign(type, { _tag: "Optional", codec } as const);
};

/** Absent (undefined) becomes the default; what is there must satisfy the codec. */
export const withDefault = <A>(codec: t.Type<A>, value: A): WithDefault<A> => {
  const type = new t.Type<A>(
    codec.name,
    codec.is,
    (found, context) => (found === undefined ? t.success(value) : codec.validate(found, context)),
    t.identity,
  );
  return Object.assign(type, { _tag: "WithDefault", codec, value } as const);
};
