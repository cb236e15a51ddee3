// The newest entries of the log, as the lines they are: what no one reads costs no more than its line.

/** How much is kept: entries, and characters of all of them. */
const limits = { entries: 10_000, characters: 16 * 1024 * 1024 };

export type LogHistory = ReturnType<typeof makeLogHistory>;

export const makeLogHistory = ({ entries, characters } = limits) => {
  const lines = new Map<number, string>();
  let newest = 0;
  let oldest = 1;
  let size = 0;
  return {
    /** A JSON line with its line end. */
    add: (line: string): void => {
      newest += 1;
      lines.set(newest, line);
      size += line.length;
      while (lines.size > entries || (size > characters && lines.size > 1)) {
        size -= lines.get(oldest)?.length ?? 0;
        lines.delete(oldest);
        oldest += 1;
      }
    },
    /** The newest `max` lines that hold the text, oldest first, each with its number. */
    search: (text: string, max: number): readonly (readonly [number: number, line: string])[] => {
      const found: (readonly [number, string])[] = [];
      for (let number = newest; number >= oldest && found.length < max; number -= 1) {
        const line = lines.get(number);
        if (line?.includes(text) === true) found.push([number, line]);
      }
      return found.toReversed();
    },
    /** Entries are numbered from 1 on; one that is no longer kept is undefined. */
    get: (number: number): string | undefined => lines.get(number),
    newest: (): number => newest,
    /** One more than `newest` while there is none. */
    oldest: (): number => oldest,
  };
};
