// Codecs of numbers and texts within bounds, whose names say what is expected.
import { textCodec } from "@message-handler/domain/text-codec.ts";
import * as t from "io-ts";

const numberThat = <N extends number>(name: string, isValid: (value: number) => value is N) => {
  const is = (input: unknown): input is N => typeof input === "number" && isValid(input);
  return new t.Type<N>(
    name,
    is,
    (input, context) => (is(input) ? t.success(input) : t.failure(input, context)),
    t.identity,
  );
};

export const integerBetween = (low: number, high: number) =>
  numberThat(
    `an integer from ${low} to ${high}`,
    (value): value is number => Number.isInteger(value) && value >= low && value <= high,
  );

/** False when Terraform would take a part of the text for a template, or cdktf for a token: they would replace it. */
const isPlain = (text: string): boolean => !/[$%#]\{/.test(text);

/** A text that satisfies a condition, which `name` puts into words; a template never does. */
export const boundedString = (name: string, isValid: (value: string) => boolean) =>
  textCodec(name, (text) => (isPlain(text) && isValid(text) ? text : undefined));

export const nonEmptyString = boundedString("a text without ${, %{ and #{", (value) => value !== "");

/** One of a few numbers. */
export const oneOfNumbers = <N extends number>(allowed: readonly N[]) =>
  numberThat(`one of ${allowed.join(", ")}`, (value): value is N => allowed.some((each) => each === value));
