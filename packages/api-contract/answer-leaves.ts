// Text and numbers as they stand in answers, where ids have their canonical form already.
import { RecordKey } from "@message-handler/domain/record.ts";
import { textCodec } from "@message-handler/domain/text-codec.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import * as t from "io-ts";

const canonical = (codec: t.Type<string>): t.Type<string> =>
  textCodec(`${codec.name}, in lower case`, (text) => (codec.is(text) ? text : undefined));

export const CanonicalUuid = canonical(Uuid);
export const CanonicalKey = canonical(RecordKey);

export const Sha256 = textCodec("a SHA-256 hash in lower-case hex", (text) =>
  /^[0-9a-f]{64}$/.test(text) ? text : undefined,
);

const isErrorStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599;

/** Of an answer that is a problem. */
export const StatusCode = new t.Type<number>(
  "an HTTP status from 400 to 599",
  isErrorStatus,
  (value, context) => (isErrorStatus(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);
