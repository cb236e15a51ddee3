// Codecs of numbers and texts within bounds; the name of each says what is expected.
import * as t from "io-ts";

export const integerBetween = (low: number, high: number) =>
  new t.Type<number>(
    `an integer from ${low} to ${high}`,
    t.number.is,
    (input, context) =>
      Number.isInteger(input) && (input as number) >= low && (input as number) <= high
        ? t.success(input as number)
        : t.failure(input, context),
    t.identity,
  );

/** A text that satisfies a condition, which `name` puts into words. */
export const boundedString = (name: string, isValid: (value: string) => boolean) =>
  new t.Type<string>(
    name,
    t.string.is,
    (input, context) =>
      typeof input === "string" && isValid(input) ? t.success(input) : t.failure(input, context),
    t.identity,
  );

export const nonEmptyString = boundedString("a text", (value) => value !== "");

/** One of a few numbers. */
export const oneOfNumbers = <N extends number>(allowed: readonly N[]) =>
  new t.Type<N>(
    `one of ${allowed.join(", ")}`,
    (input): input is N => allowed.some((each) => each === input),
    (input, context) => {
      const found = allowed.find((each) => each === input);
      return found === undefined ? t.failure(input, context) : t.success(found);
    },
    t.identity,
  );
