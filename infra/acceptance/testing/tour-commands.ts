// Reads the commands of docs/tour.md with the answers it shows, and compares these with real ones.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type TourCommand = {
  readonly command: string;
  /** Undefined for one that prints nothing. */
  readonly shown: string | undefined;
};

const file = join(import.meta.dirname, "../../../docs/tour.md");

/** The commands after the one that starts a system with these options, up to the next start. */
export const readTour = (options: string): readonly TourCommand[] => {
  const text = readFileSync(file, "utf8");
  const start = text.indexOf(`\nnpm start -- ${options}\n`);
  if (start < 0) throw new Error(`docs/tour.md has no "npm start -- ${options}"`);
  const next = text.indexOf("\nnpm start -- ", start + 1);
  const part = text.slice(start, next < 0 ? undefined : next);
  return [...part.matchAll(/^```sh\n(.*?)\n```\n\n(?:```(?:json|http)\n(.*?)\n```)?/gms)].map(
    ([, command = "", shown]) => ({ command, shown }),
  );
};

/** Ids and times, which are other ones in each run, unless a command names them. */
const changing = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** A text of which two runs have the same, if `commands` are the same. */
export const withoutChanging = (text: string, commands: string): string =>
  text.replaceAll(changing, (found) => (commands.includes(found) ? found : "(changes)"));

/** Whether all that is shown is in what is there. `…` ends a text that goes on. */
const isIn = (shown: unknown, real: unknown): boolean => {
  if (typeof shown === "string" && typeof real === "string")
    return shown.endsWith("…") ? real.startsWith(shown.slice(0, -1)) : real === shown;
  if (typeof shown !== "object" || shown === null) return shown === real;
  if (typeof real !== "object" || real === null) return false;
  if (!Array.isArray(shown))
    return Object.entries(shown).every(([key, value]) => isIn(value, Reflect.get(real, key)));
  if (!Array.isArray(real)) return false;
  return shown.length === 0
    ? real.length === 0
    : shown.every((item) => real.some((other) => isIn(item, other)));
};

type Answer = { readonly head: readonly string[]; readonly body: unknown };

/** Throws a SyntaxError where the body is no JSON. */
const parseAnswer = (text: string): Answer => {
  const [, head = "", body = ""] = /^(HTTP\/.*?\n\n)?(.*)$/s.exec(text.replaceAll("\r\n", "\n")) ?? [];
  return { head: head.trim().split("\n"), body: JSON.parse(body) };
};

export const isShownBy = (page: string, real: string): boolean => {
  const shown = parseAnswer(page);
  const answer = parseAnswer(real);
  return shown.head.every((line) => answer.head.includes(line)) && isIn(shown.body, answer.body);
};
