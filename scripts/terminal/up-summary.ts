// What a person needs once the system is up. Short: it stays on a screen of 24 rows, with room for what happens then.

export type UpSummary = {
  readonly seconds: number;
  /** Whether another start finds what this one leaves. */
  readonly isKept: boolean;
  /** Names and addresses or paths, in order. */
  readonly places: readonly (readonly [name: string, place: string])[];
  readonly notes: readonly string[];
  /** What to run for more. */
  readonly more: string;
  /** A command to try it with, as lines that can be pasted. */
  readonly sample: readonly string[];
};

export type Emphasis = "heading" | "place";
export type Emphasise = (emphasis: Emphasis, text: string) => string;

/** Nobody must take it for all that takes time. Nothing to say where nothing is divided. */
export const toSpeedNotes = (speed: number): readonly string[] =>
  speed === 1 ? [] : [`Speed ${speed} divides pauses and alarm periods, no function or request time-out.`];

/** Without a line end at the end. */
export const toUpSummary = (
  { seconds, isKept, places, notes, more, sample }: UpSummary,
  emphasise: Emphasise,
): string => {
  const width = Math.max(...places.map(([name]) => name.length)) + 2;
  return [
    "",
    `${emphasise("heading", `Up after ${seconds.toFixed(1)} s.`)} ${isKept ? "Ctrl-C stops everything." : "Ctrl-C stops and empties everything: --data DIR keeps it."}`,
    ...places.map(([name, place]) => `  ${name.padEnd(width)}${emphasise("place", place)}`),
    ...notes.map((note) => `  ${note}`),
    `Try it from another terminal (${more}):`,
    ...sample.map((line) => `  ${line}`),
    "",
  ].join("\n");
};
