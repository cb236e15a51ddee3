// The query parameters of a list of messages.
import * as E from "fp-ts/lib/Either.js";
import type * as t from "io-ts";
import { DateTime, toUtcIso } from "./date-time.ts";
import { toFieldErrors } from "./failure.ts";
import { LIST_LIMIT } from "./limits.ts";
import { optional, ownProps, withDefault } from "./own-props.ts";
import type { RecordStatus } from "./record.ts";
import { oneOf, textCodec } from "./text-codec.ts";
import { Uuid } from "./uuid.ts";

export type ListQuery = {
  readonly company_id: string;
  readonly status?: RecordStatus;
  /** Bounds on `received_at`, both inclusive; ISO 8601, UTC, milliseconds. */
  readonly from?: string;
  readonly to?: string;
  /** 1–100. */
  readonly limit: number;
  /** By `received_at`; `desc` is newest first. */
  readonly order: "asc" | "desc";
};

/** Which query parameter is wrong, and what was expected of it; never what was found. */
export type ParameterError = { readonly parameter: string; readonly expected: string };

const instant = (rounding: "up" | "down") => textCodec(DateTime.name, (text) => toUtcIso(text, rounding));

const { minimum, maximum } = LIST_LIMIT;
/** How many records a page may hold, as the text of a parameter. */
export const Limit = textCodec(`an integer from ${minimum} to ${maximum}`, (text) =>
  /^[1-9]\d{0,2}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum ? text : undefined,
);

/** Any text. */
export const AnyText = textCodec("text", (text) => text);

/**
 * The parameters of a list, one text each; decoding also turns both bounds into UTC. A parameter that is not a part of
 * the query, or a part without a parameter, does not compile.
 */
export const ListParameters = ownProps({
  company_id: Uuid,
  status: optional(oneOf<RecordStatus>("Processed", "Rejected")),
  from: optional(instant("up")),
  to: optional(instant("down")),
  limit: withDefault(Limit, String(LIST_LIMIT.default)),
  order: withDefault(oneOf("asc", "desc"), "desc"),
  // Validated by decodeCursor, which needs the rest of the query.
  cursor: optional(AnyText),
} satisfies Readonly<Record<keyof ListQuery | "cursor", t.Mixed>>);
type ListParameters = t.TypeOf<typeof ListParameters>;

type Texts = Readonly<Record<string, string | undefined>>;

const unknownParameters = (params: object): readonly ParameterError[] =>
  Object.keys(params)
    .filter((name) => !Object.hasOwn(ListParameters.props, name))
    .map((name) => ({ parameter: name, expected: "no parameter of this name" }));

const toListQuery = ({ cursor: _cursor, limit, ...others }: ListParameters): ListQuery => ({
  ...others,
  limit: Number(limit),
});

/** What a blank in a time nearly always was: the plus of its zone, which in a query stands for a blank. */
const plusHint = `${DateTime.name}, a plus in it written as %2B`;

const toParameterErrors = (params: Texts, errors: t.Errors): readonly ParameterError[] =>
  toFieldErrors(errors).map(({ path, expected }) => ({
    parameter: path,
    expected: expected === DateTime.name && params[path]?.includes(" ") === true ? plusHint : expected,
  }));

/**
 * Reads the parameters of a list. `company_id` is required; an absent or undefined parameter takes its default. A
 * name that is not in the contract is an error: a misspelt filter would otherwise answer with everything. A range
 * whose `from` lies after its `to` is no error; nothing is in it.
 *
 * @param params one value per name; what a repeated parameter means is for the caller to decide
 */
export const decodeListQuery = (params: Texts): E.Either<readonly ParameterError[], ListQuery> => {
  const unknown = unknownParameters(params);
  const decoded = ListParameters.decode(params);
  if (E.isLeft(decoded)) return E.left([...unknown, ...toParameterErrors(params, decoded.left)]);
  return unknown.length > 0 ? E.left(unknown) : E.right(toListQuery(decoded.right));
};
