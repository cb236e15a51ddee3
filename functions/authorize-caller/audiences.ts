// The configured audiences of tokens.
import type { Variable } from "@message-handler/lambda-kit/environment.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

const Texts = t.readonlyArray(t.string);
const isFilled = (texts: readonly string[]): boolean => texts.length > 0 && !texts.includes("");

export const audiences: Variable<readonly string[]> = {
  expected: "a JSON list of texts",
  read: (text) => {
    const parsed = E.tryCatch((): unknown => JSON.parse(text), String);
    return E.isRight(parsed) && Texts.is(parsed.right) && isFilled(parsed.right) ? parsed.right : undefined;
  },
};
