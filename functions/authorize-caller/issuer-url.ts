// The configured issuer of tokens.
import type { Variable } from "@message-handler/lambda-kit/environment.ts";

/** Plain HTTP is for a local issuer only: elsewhere, anyone on the way could replace the keys. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");

const isPlain = ({ search, hash, username, password }: URL): boolean =>
  search + hash + username + password === "";

/** Kept as it is written, because it must be equal to `iss` character by character. */
export const issuerUrl: Variable<string> = {
  expected: "an https URL (http on 127.0.0.1 alone) without query, fragment and user",
  read: (text) => {
    const url = URL.parse(text);
    return url !== null && isSafe(url) && isPlain(url) ? text : undefined;
  },
};
