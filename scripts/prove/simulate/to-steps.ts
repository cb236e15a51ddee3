// The steps of a schedule, in words.

export type Step = {
  readonly who: string;
  readonly what: string;
  /** Something was changed that others see: its order among their steps counts. */
  readonly isEffect?: boolean;
  /** A delivery begins. */
  readonly isStart?: boolean;
};

/** More are hard to follow: then each delivery is one step, at the place where it began. */
export const MOST_STEPS = 12;

type Line = { readonly who: readonly string[]; readonly whats: readonly string[] };

/** What happens to several alike is one step, where the order makes no difference. */
const mergeAlike = (steps: readonly Step[]): readonly Line[] => {
  const lines: Line[] = [];
  for (const { who, what, isEffect = false } of steps) {
    const own = lines.findLastIndex((line) => line.who.includes(who));
    const like = lines.findLastIndex((line, index) => index > own && line.whats[0] === what);
    const at = isEffect && like !== lines.length - 1 ? -1 : like;
    const line = lines[at];
    if (line === undefined) lines.push({ who: [who], whats: [what] });
    else lines[at] = { ...line, who: [...line.who, who] };
  }
  return lines;
};

const foldDeliveries = (steps: readonly Step[]): readonly Line[] => {
  const lines: Line[] = [];
  for (const { who, what, isStart = false } of steps) {
    const own = isStart ? -1 : lines.findLastIndex((line) => line.who.includes(who));
    const line = lines[own];
    if (line === undefined) lines.push({ who: [who], whats: [what] });
    else lines[own] = { ...line, whats: [...line.whats, what] };
  }
  return lines.reduce<readonly Line[]>((merged, line) => {
    const last = merged.at(-1);
    const isAlike = last !== undefined && last.whats.join() === line.whats.join();
    return isAlike
      ? [...merged.slice(0, -1), { ...last, who: [...last.who, ...line.who] }]
      : [...merged, line];
  }, []);
};

export const toSteps = (steps: readonly Step[]): readonly string[] => {
  const lines = mergeAlike(steps);
  return (lines.length > MOST_STEPS ? foldDeliveries(steps) : lines).map(
    ({ who, whats }) => `${who.join(", ")}: ${whats.join("; ")}`,
  );
};
