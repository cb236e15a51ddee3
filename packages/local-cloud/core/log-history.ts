// The newest entries of the log, as the lines they are: what no one reads costs no more than its line. Requests to the API
// can be found for longer: they are what people look for, and an outage soon pushes them out.

/** How much is kept: entries, and characters of all of them. */
const limits = { entries: 10_000, characters: 16 * 1024 * 1024, requests: 1_000 };

const isRequest = (line: string): boolean => line.includes('"source":"api-gateway"');

type Limits = {
  readonly entries: number;
  readonly characters: number;
  /** How many requests are kept beyond that. */
  readonly requests?: number;
};

export type LogHistory = ReturnType<typeof makeLogHistory>;

export const makeLogHistory = ({ entries, characters, requests = 0 }: Limits = limits) => {
  const lines = new Map<number, string>();
  /** Those that are no longer among the newest entries. */
  const older = new Map<number, string>();
  let newest = 0;
  let oldest = 1;
  let size = 0;
  const keepRequest = (number: number, line: string): void => {
    if (!isRequest(line)) return;
    older.set(number, line);
    const [first] = older.keys();
    if (older.size > requests && first !== undefined) older.delete(first);
  };
  return {
    /** A JSON line with its line end. */
    add: (line: string): void => {
      newest += 1;
      lines.set(newest, line);
      size += line.length;
      while (lines.size > entries || (size > characters && lines.size > 1)) {
        const gone = lines.get(oldest) ?? "";
        size -= gone.length;
        lines.delete(oldest);
        keepRequest(oldest, gone);
        oldest += 1;
      }
    },
    /** The newest `max` lines that hold the text, oldest first, each with its number. */
    search: (text: string, max: number): readonly (readonly [number: number, line: string])[] => {
      const found: (readonly [number, string])[] = [];
      const look = (number: number, line: string | undefined): void => {
        if (line?.includes(text) === true && found.length < max) found.push([number, line]);
      };
      for (let number = newest; number >= oldest && found.length < max; number -= 1)
        look(number, lines.get(number));
      for (const [number, line] of [...older].toReversed()) look(number, line);
      return found.toReversed();
    },
    /** Entries are numbered from 1 on; one that is no longer kept is undefined. */
    get: (number: number): string | undefined => lines.get(number),
    newest: (): number => newest,
    /** One more than `newest` while there is none. */
    oldest: (): number => oldest,
  };
};
