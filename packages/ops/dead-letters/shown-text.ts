// One letter, and how people read it.
import { toAttemptsText, type Attempt } from "../failures/attempts.ts";
import { toClock, toDuration } from "../terminal/in-words.ts";
import type { LetterSummary } from "./summary.ts";

export type ShownLetter = LetterSummary & {
  readonly attempts: readonly Attempt[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly group_id: string | null;
  readonly trace_header: string | null;
  readonly body: string;
  /** The log, where it could not be read, and why. */
  readonly not_read: readonly string[];
};

const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
};

const toBody = (body: string): readonly string[] => {
  const shown = pretty(body);
  const hint = "The text, indented for reading; sha256 is of the text as it came, which --json has:";
  return shown === body ? [body] : [hint, shown];
};

export const toShownText = (letter: ShownLetter, now: Date): string => {
  const left = toDuration(Date.parse(letter.expires_at) - now.getTime());
  const attributes = Object.entries(letter.attributes).map(([name, value]) => `${name} ${value}`);
  return [
    `letter      ${letter.id}`,
    `message     ${letter.message_id ?? "names no id that can be read"}`,
    `company     ${letter.company_id ?? "names none that can be read"}`,
    `accepted    ${toClock(new Date(letter.received_at))}`,
    `expires     ${toClock(new Date(letter.expires_at))}, in ${left}`,
    `deliveries  ${letter.receive_count}`,
    `sha256      ${letter.sha256}`,
    `attributes  ${attributes.length === 0 ? "none" : attributes.join("\n            ")}`,
    ...(letter.trace_header === null ? [] : [`trace       ${letter.trace_header}`]),
    "",
    ...(letter.not_read.length === 0
      ? [toAttemptsText(letter.attempts)]
      : letter.not_read.map((note) => `Not read: ${note}`)),
    "",
    ...toBody(letter.body),
  ].join("\n");
};
