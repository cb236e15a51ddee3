// Tells of each event by itself while there are few, and of many of a kind by one line, the first after a second, then
// one in ten seconds while it goes on. What is told is in time, to the second that the terminal shows.
import type { Piece, ScreenEvent } from "./screen-event.ts";

/** Many events of a kind. */
export type Bundle = {
  readonly time: string;
  readonly kind: Piece;
  readonly count: number;
  readonly seconds: number;
  /** Of the slowest. */
  readonly ms: number | undefined;
  /** What else is to be said of all of them. */
  readonly note: string;
  readonly wraps: boolean;
};

export type Told = ScreenEvent | Bundle;

export const isBundle = (told: Told): told is Bundle => "count" in told;

/** Lines of one kind that a person can follow in a second. */
const FEW = 5;
/** How often a kind is told of while it goes on. */
const PAUSE_SECONDS = 10;
/** Different kinds in a second; beyond them no kind is told apart. */
const MOST_KINDS = 50;
const others: Piece = { text: "other events" };

type Kind = {
  /** How many of it are told one by one in a second. */
  readonly few: number;
  /** Events of this second that were told at once. */
  told: number;
  /** Those that wait, or the last of them. */
  readonly held: ScreenEvent[];
  heldCount: number;
  /** Those that came since the last second began. */
  recent: number;
  slowest: number | undefined;
  /** There were many in the second before: all are held. */
  isBusy: boolean;
  /** When it was told of last. */
  since: number;
};

const slower = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

/** What repeats until its cause is mended is over when ten seconds bring none; all else once a second brings few. */
const goesOn = ({ isBusy, few, recent, since }: Kind, now: number): boolean =>
  isBusy && (few === 1 || recent > few) && Math.round((now - since) / 1000) < PAUSE_SECONDS;

const secondOf = (time: string): string => time.slice(0, "2026-11-28T22:13:30".length);

export const makeBundleEvents = () => {
  const kinds = new Map<string, Kind>();
  let tickedAt: number | undefined;
  /** Of the newest event. */
  let latest = "";

  const kindOf = (event: ScreenEvent, now: number): Kind => {
    const name = kinds.has(event.kind.text) || kinds.size < MOST_KINDS ? event.kind.text : others.text;
    const found = kinds.get(name);
    if (found !== undefined) return found;
    const few = event.together === undefined || name === others.text ? FEW : 1;
    const kind: Kind = {
      few,
      told: 0,
      held: [],
      heldCount: 0,
      recent: 0,
      slowest: undefined,
      isBusy: false,
      since: now,
    };
    kinds.set(name, kind);
    return kind;
  };

  const release = (name: string, kind: Kind, now: number): readonly Told[] => {
    const { few, held, heldCount: count, slowest: ms, isBusy: wasBusy, since } = kind;
    const last = held.at(-1);
    if (count === 0 || last === undefined) {
      kinds.delete(name);
      return [];
    }
    const events = held.splice(0);
    // One that waited for ten seconds would be told out of time by itself.
    const isTold = count > few || (few === 1 && wasBusy);
    kind.isBusy = few === 1 ? isTold : kind.recent > few;
    kind.told = isTold ? 0 : count;
    kind.heldCount = 0;
    kind.recent = 0;
    kind.slowest = undefined;
    kind.since = now;
    if (!isTold) return events;
    const isOthers = name === others.text;
    return [
      {
        time: latest,
        kind: isOthers ? others : last.kind,
        count,
        seconds: Math.max(1, Math.round((now - since) / 1000)),
        ms,
        note: isOthers ? "" : (last.together?.() ?? ""),
        wraps: !isOthers && last.wraps === true,
      },
    ];
  };

  const nextSecond = (now: number, isEnd = false): readonly Told[] => {
    tickedAt = now;
    return [...kinds].flatMap(([name, kind]) => {
      if (isEnd || !goesOn(kind, now)) return release(name, kind, now);
      kind.recent = 0;
      return [];
    });
  };

  return {
    /** What can be told at once, after what waited for the end of the second before. */
    add: (event: ScreenEvent, now: number): readonly Told[] => {
      const before = secondOf(event.time) > secondOf(latest) && latest !== "" ? nextSecond(now) : [];
      tickedAt ??= now;
      if (event.time > latest) latest = event.time;
      const kind = kindOf(event, now);
      if (!kind.isBusy && kind.told < kind.few) {
        kind.told += 1;
        return [...before, event];
      }
      kind.heldCount += 1;
      kind.recent += 1;
      kind.slowest = slower(kind.slowest, event.ms);
      // The last is needed for what it says of all, and few are told one by one.
      if (kind.held.length > kind.few) kind.held.pop();
      kind.held.push(event);
      return before;
    },
    /** To be called more than once a second: what waited, once a second has passed. */
    tick: (now: number): readonly Told[] => (now - (tickedAt ?? now) < 1000 ? [] : nextSecond(now)),
    /** All that waits. */
    end: (now: number): readonly Told[] => nextSecond(now, true),
  };
};
