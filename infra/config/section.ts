// An object of a configuration, which has no property but those that are known: a misspelt one would be a protection
// that is missing, and nobody would be told.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

/** One letter more, less or other, whatever the case. */
const areAlike = (left: string, right: string): boolean => {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  const differs = a.split("").findIndex((letter, index) => letter !== b[index]);
  const start = differs === -1 ? a.length : differs;
  return [
    [start + 1, start],
    [start, start + 1],
    [start + 1, start + 1],
  ].some(([inA, inB]) => a.slice(inA) === b.slice(inB));
};

const notKnown = (key: string, known: readonly string[]): string => {
  const meant = known.find((each) => areAlike(each, key));
  return `not known${meant === undefined ? "" : `; did you mean ${meant}?`}`;
};

/** Some properties that it must have, and some that it may have; where there are none, the type of `R` is unchanged by its own. */
export const section = <R extends t.Props, O extends t.Props = R>(required: R, optional?: O) => {
  type Section = t.TypeOf<t.TypeC<R>> & t.TypeOf<t.PartialC<O>>;
  const must = t.type(required);
  const may = t.partial(optional ?? {});
  const known = [...Object.keys(required), ...Object.keys(optional ?? {})];
  const unknownOf = (input: object): readonly string[] =>
    Object.keys(input).filter((key) => !known.includes(key));
  const is = (input: unknown): input is Section =>
    must.is(input) && may.is(input) && unknownOf(input).length === 0;
  // Of this class, so that a union can tell its members apart by their `kind`.
  return new t.ExactType<typeof must, Section, Section>(
    "an object",
    is,
    (input, context) => {
      if (is(input)) return t.success(input);
      const object = t.UnknownRecord.validate(input, context);
      if (E.isLeft(object)) return object;
      const faults = [must, may].flatMap((codec) => {
        const decoded = codec.validate(input, context);
        return E.isLeft(decoded) ? decoded.left : [];
      });
      const unknown = unknownOf(object.right).map((key) => ({
        value: object.right[key],
        context: t.appendContext(context, key, t.unknown, object.right[key]),
        message: notKnown(key, known),
      }));
      return t.failures([...faults, ...unknown]);
    },
    t.identity,
    must,
  );
};
