// Parses raw, and names what is not JSON a failure.
import * as E from "fp-ts/lib/Either.js";
import { malformedJson, type PermanentFailure } from "./failure.ts";

/**
 * Parses raw. The failure is tagged here, where it happens: a `SyntaxError` seen anywhere else (the AWS SDK throws
 * one for a garbled answer) says nothing about the message.
 *
 * A byte order mark is not JSON (RFC 8259 §8.1). Of duplicate keys the last one counts. The result is only ever read
 * by own property: `JSON.parse` makes an own `__proto__`, which becomes a prototype once it is merged or assigned.
 */
export const parseJson = (raw: string): E.Either<PermanentFailure, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(raw),
    () => malformedJson,
  );
