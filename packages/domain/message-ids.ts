// The ids that can still be read from an invalid message.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { DateTime } from "./date-time.ts";
import { ownProps } from "./own-props.ts";
import { parseJson } from "./parse-json.ts";
import { optionalProp } from "./optional-prop.ts";
import { Uuid } from "./uuid.ts";

/** Canonical ids and the time as written; each only when it is valid by itself. */
export type MessageIds = {
  readonly message_id?: string;
  readonly company_id?: string;
  readonly message_time?: string;
};

/** Undefined where the codec fails. */
const ifValid = (codec: t.Type<string>): t.Type<string | undefined> =>
  new t.Type<string | undefined>(
    codec.name,
    (value): value is string | undefined => value === undefined || codec.is(value),
    (value) => t.success(E.getOrElseW(() => undefined)(codec.decode(value))),
    t.identity,
  );

const Readable = ownProps({
  metadata: ownProps({
    message_id: ifValid(Uuid),
    company_id: ifValid(Uuid),
    message_time: ifValid(DateTime),
  }),
});

const toMessageIds = ({ metadata }: t.TypeOf<typeof Readable>): MessageIds => ({
  ...optionalProp("message_id", metadata.message_id),
  ...optionalProp("company_id", metadata.company_id),
  ...optionalProp("message_time", metadata.message_time),
});

/** The valid ids of an invalid message; none when raw is not JSON. */
export const readableIds = (raw: string): MessageIds => {
  const parsed = parseJson(raw);
  const readable = E.isRight(parsed) ? Readable.decode(parsed.right) : parsed;
  return E.isRight(readable) ? toMessageIds(readable.right) : {};
};
