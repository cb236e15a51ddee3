// UUIDs: the ids of messages and companies.
import { textCodec } from "./text-codec.ts";

/** The hyphenated form in any case, for a JSON-schema `pattern` (draft-04) at the edge. */
export const UUID_PATTERN = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

/**
 * What a UUID matches as well that names something, for a JSON schema beside {@link UUID_PATTERN}: one whose digits
 * are all `0` or all `f` is Nil or Max.
 */
export const NAMING_PATTERN = "[1-9a-eA-E]|0.*[fF]|[fF].*0";

const HYPHENATED = new RegExp(UUID_PATTERN);

/** Nearly all are lower case. Each digit written out: V8 takes more than twice as long to count them. */
const LOWER_CASE = new RegExp(`^${[8, 4, 4, 4, 12].map((digits) => "[0-9a-f]".repeat(digits)).join("-")}$`);

const NIL = "00000000-0000-0000-0000-000000000000";
const MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const toLowerCase = (text: string): string | undefined => {
  if (LOWER_CASE.test(text)) return text;
  return HYPHENATED.test(text) ? text.toLowerCase() : undefined;
};

/** Undefined when the text is not a {@link Uuid}. */
export const toCanonicalUuid = (text: string): string | undefined => {
  const canonical = toLowerCase(text);
  return canonical === NIL || canonical === MAX ? undefined : canonical;
};

/**
 * An RFC 9562 UUID in its hyphenated form, canonically lower case. Any version and variant passes, as RFC 9562 asks to
 * treat UUIDs as opaque (§6.12), but for Nil and Max: these say that there is no id (§5.9, §5.10), and whoever sends
 * one has forgotten to make an id. Nothing is trimmed; braces and `urn:uuid:` are not part of the form.
 */
export const Uuid = textCodec(
  "a UUID in its hyphenated form (RFC 9562), neither Nil nor Max",
  toCanonicalUuid,
);
