// A failing case as it is printed: escaped, so that no terminal acts on it, and cut.
import { z } from "zod";

const Bytes = z.object({ type: z.literal("Buffer"), data: z.array(z.number()) });

const longest = 500;

export const showCase = (value: unknown): string => {
  const json = JSON.stringify(value, (_, part: unknown) =>
    // Before this is asked, a buffer has made itself an object.
    Bytes.safeParse(part).success ? Buffer.from(Bytes.parse(part).data).toString("latin1") : part,
  );
  const escaped = json.replaceAll(
    /[^\u0020-\u007E]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped.length > longest ? `${escaped.slice(0, longest)}… (${escaped.length} characters)` : escaped;
};
