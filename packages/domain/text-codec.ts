// Codecs for strings with one canonical form.
import * as t from "io-ts";

/**
 * A codec over strings. Its name is what a sender reads about a wrong field (`an RFC 3339 date-time with a zone`),
 * so it says what is expected and nothing else.
 *
 * @param read the value in its canonical form, or undefined when the text is not one
 */
export const textCodec = <A extends string = string>(
  expected: string,
  read: (text: string) => A | undefined,
): t.Type<A> =>
  new t.Type<A>(
    expected,
    (value): value is A => typeof value === "string" && read(value) === value,
    (value, context) => {
      const canonical = typeof value === "string" ? read(value) : undefined;
      return canonical === undefined ? t.failure(value, context) : t.success(canonical);
    },
    t.identity,
  );

export type OneOf<A extends string> = t.Type<A> & { readonly _tag: "OneOf"; readonly choices: readonly A[] };

/** One of a few words, as they stand; named `a or b`, `a, b or c`. */
export const oneOf = <A extends string>(...choices: readonly [A, ...A[]]): OneOf<A> => {
  const expected = choices.join(", ").replace(/, ([^,]*)$/, " or $1");
  const codec = textCodec<A>(expected, (text) => choices.find((choice) => choice === text));
  return Object.assign(codec, { _tag: "OneOf", choices } as const);
};
