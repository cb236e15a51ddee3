// The steps of a schedule, in words.

export type Step = {
  readonly who: string;
  readonly what: string;
  /** Something was changed that others see: its order among their steps counts. */
  readonly isEffect?: boolean;
  /** A delivery begins. */
  readonly isStart?: boolean;
};

/** More are hard to follow: then what happens to one without a break is one step. */
const MOST = 12;

type Line = { readonly who: readonly string[]; readonly whats: readonly string[]; readonly isStart: boolean };

/** What happens to several alike is one step, where the order makes no difference. */
const mergeAlike = (steps: readonly Step[]): readonly Line[] => {
  const lines: Line[] = [];
  for (const { who, what, isEffect = false, isStart = false } of steps) {
    const own = lines.findLastIndex((line) => line.who.includes(who));
    const like = lines.findLastIndex((line, index) => index > own && line.whats[0] === what);
    const at = isEffect && like !== lines.length - 1 ? -1 : like;
    const line = lines[at];
    if (line === undefined) lines.push({ who: [who], whats: [what], isStart });
    else lines[at] = { ...line, who: [...line.who, who] };
  }
  return lines;
};

const fold = (lines: readonly Line[]): readonly Line[] => {
  const folded: Line[] = [];
  for (const line of lines) {
    const last = folded.at(-1);
    const isSame = last !== undefined && last.who.join() === line.who.join() && !line.isStart;
    if (isSame) folded[folded.length - 1] = { ...last, whats: [...last.whats, ...line.whats] };
    else folded.push(line);
  }
  return folded;
};

export const toSteps = (steps: readonly Step[]): readonly string[] => {
  const lines = mergeAlike(steps);
  return (lines.length > MOST ? fold(lines) : lines).map(
    ({ who, whats }) => `${who.join(", ")}: ${whats.join("; ")}`,
  );
};
