// Reads the commands of docs/tour.md with what they print, and compares that with what they really print.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type TourCommand = { readonly command: string; readonly printed: string };

const file = join(import.meta.dirname, "../../../docs/tour.md");

/** A command goes on over the lines after `$ ` that are indented by four blanks. */
const readBlock = (block: string): readonly TourCommand[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [first = "", ...rest] = text.split("\n");
      const end = rest.findIndex((line) => !line.startsWith("    "));
      return {
        command: [first, ...rest.slice(0, end)].join("\n"),
        printed: rest.slice(end).join("\n").trim(),
      };
    });

/** The commands after the one that starts a system with these options, up to the next start. */
export const readTour = (options: string): readonly TourCommand[] => {
  const text = readFileSync(file, "utf8");
  const start = text.indexOf(`\nnpm start -- ${options}\n`);
  if (start < 0) throw new Error(`docs/tour.md has no "npm start -- ${options}"`);
  const next = text.indexOf("\nnpm start -- ", start + 1);
  const part = text.slice(start, next < 0 ? undefined : next);
  const blocks = [...part.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap(readBlock);
};

/** What a command printed, without the line breaks that the page does not keep either. */
export const toComparable = (text: string): string => text.replaceAll(/\s*\n\s*/g, "");

const changing = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|…/g;

const toLiteral = (text: string): string =>
  toComparable(text).replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/**
 * What the page shows as a pattern: `…` is anything, ids and times that no command named are other ones each time,
 * and line breaks are for the reader.
 */
export const toPattern = (printed: string, commands: string): RegExp => {
  let pattern = "";
  let end = 0;
  for (const { 0: found, index } of printed.matchAll(changing)) {
    pattern += toLiteral(printed.slice(end, index));
    if (found === "…") pattern += ".*";
    else pattern += commands.includes(found) ? toLiteral(found) : '[^"]+';
    end = index + found.length;
  }
  return new RegExp(`^${pattern}${toLiteral(printed.slice(end))}$`);
};
