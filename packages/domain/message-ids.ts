// The ids that can still be read from an invalid message.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { DateTime } from "./date-time.ts";
import type { Message } from "./message.ts";
import { ownProps } from "./own-props.ts";
import { parseJson } from "./parse-json.ts";
import { Uuid } from "./uuid.ts";

/** The metadata of a message, each field only when it is valid by itself. */
export type MessageIds = Partial<Message["metadata"]>;

/** Undefined where the codec fails. */
const ifValid = <A>(codec: t.Type<A>): t.Type<A | undefined> =>
  new t.Type<A | undefined>(
    codec.name,
    (value): value is A | undefined => value === undefined || codec.is(value),
    (value) => t.success(E.getOrElseW(() => undefined)(codec.decode(value))),
    t.identity,
  );

const Readable = ownProps({
  metadata: ownProps({
    message_id: ifValid(Uuid),
    company_id: ifValid(Uuid),
    message_time: ifValid(DateTime),
  } satisfies Readonly<Record<keyof Message["metadata"], t.Mixed>>),
});

/** The valid ids of an invalid message; none when raw is not JSON. */
export const readableIds = (raw: string): MessageIds => {
  const parsed = parseJson(raw);
  const readable = E.isRight(parsed) ? Readable.decode(parsed.right) : parsed;
  return E.isRight(readable) ? readable.right.metadata : {};
};
