// UUIDs: the ids of messages and companies.
import { textCodec } from "./text-codec.ts";

/** The hyphenated form in any case, for a JSON-schema `pattern` (draft-04) at the edge. */
export const UUID_PATTERN = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

const HYPHENATED = new RegExp(UUID_PATTERN);

/**
 * An RFC 9562 UUID in its hyphenated form, canonically lower case. Any version and variant passes, the Nil and Max
 * UUIDs included: RFC 9562 defines both (§5.9, §5.10), and asks to treat UUIDs as opaque (§6.12). Nothing is trimmed;
 * braces and `urn:uuid:` are not part of the form.
 */
export const Uuid = textCodec("a UUID in its hyphenated form (RFC 9562)", (text) =>
  HYPHENATED.test(text) ? text.toLowerCase() : undefined,
);
