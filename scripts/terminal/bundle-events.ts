// Tells of each event by itself while there are few, and of many of a kind by one line a second.
import type { Piece, ScreenEvent } from "./screen-event.ts";

/** Many events of a kind. */
export type Bundle = {
  readonly time: string;
  readonly kind: Piece;
  readonly count: number;
  readonly seconds: number;
  /** Of the slowest. */
  readonly ms: number | undefined;
};

export type Told = ScreenEvent | Bundle;

export const isBundle = (told: Told): told is Bundle => "count" in told;

/** Lines of one kind that a person can follow in a second. */
const FEW = 5;
/** Different kinds in a second; beyond them no kind is told apart. */
const MOST_KINDS = 50;
const others: Piece = { text: "other events" };

type Kind = {
  /** Events of this second that were told at once. */
  told: number;
  /** Those that wait for its end. */
  readonly held: ScreenEvent[];
  heldCount: number;
  slowest: number | undefined;
  /** There were many in the second before: all are held. */
  isBusy: boolean;
};

const slower = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

export const makeBundleEvents = () => {
  const kinds = new Map<string, Kind>();
  let since: number | undefined;

  const kindOf = (event: ScreenEvent): Kind => {
    const name = kinds.has(event.kind.text) || kinds.size < MOST_KINDS ? event.kind.text : others.text;
    const found = kinds.get(name);
    if (found !== undefined) return found;
    const kind: Kind = { told: 0, held: [], heldCount: 0, slowest: undefined, isBusy: false };
    kinds.set(name, kind);
    return kind;
  };

  const release = (name: string, kind: Kind, seconds: number): readonly Told[] => {
    const { held, heldCount: count, slowest: ms } = kind;
    const last = held.at(-1);
    if (count === 0 || last === undefined) kinds.delete(name);
    kind.isBusy = count > FEW;
    kind.told = kind.isBusy ? 0 : count;
    kind.heldCount = 0;
    kind.slowest = undefined;
    const events = held.splice(0);
    if (!kind.isBusy || last === undefined) return events;
    return [{ time: last.time, kind: name === others.text ? others : last.kind, count, seconds, ms }];
  };

  return {
    /** What can be told at once. */
    add: (event: ScreenEvent, now: number): readonly Told[] => {
      since ??= now;
      const kind = kindOf(event);
      if (!kind.isBusy && kind.told < FEW) {
        kind.told += 1;
        return [event];
      }
      kind.heldCount += 1;
      kind.slowest = slower(kind.slowest, event.ms);
      // The last is needed for its time, and few are told one by one.
      if (kind.held.length > FEW) kind.held.pop();
      kind.held.push(event);
      return [];
    },
    /** To be called once a second: what waited. */
    release: (now: number): readonly Told[] => {
      const seconds = Math.max(1, Math.round((now - (since ?? now)) / 1000));
      since = now;
      return [...kinds].flatMap(([name, kind]) => release(name, kind, seconds));
    },
  };
};
