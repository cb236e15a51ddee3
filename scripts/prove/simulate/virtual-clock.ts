// The time of a simulation: it moves from one thing that is due to the next, and stands still meanwhile.

type Due = { readonly at: number; readonly order: number; run: (() => void) | undefined };

export type VirtualClock = {
  /** Milliseconds since the simulation began. */
  readonly now: () => number;
  /** Returns what calls it off. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Does what is due next; false when nothing is. */
  readonly step: () => boolean;
};

const isBefore = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

const up = (heap: Due[], from: number): void => {
  const due = heap[from];
  const parent = (from - 1) >> 1;
  const above = heap[parent];
  if (from === 0 || due === undefined || above === undefined || !isBefore(due, above)) return;
  heap[parent] = due;
  heap[from] = above;
  up(heap, parent);
};

const down = (heap: Due[], from: number): void => {
  const due = heap[from];
  let first = 2 * from + 1;
  const [left, right] = [heap[first], heap[first + 1]];
  if (left !== undefined && right !== undefined && isBefore(right, left)) first += 1;
  const below = heap[first];
  if (due === undefined || below === undefined || !isBefore(below, due)) return;
  heap[first] = due;
  heap[from] = below;
  down(heap, first);
};

const takeFirst = (heap: Due[]): Due | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (heap.length > 0 && last !== undefined) {
    heap[0] = last;
    down(heap, 0);
  }
  return first;
};

export const makeVirtualClock = (): VirtualClock => {
  const heap: Due[] = [];
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    after: (ms, run) => {
      order += 1;
      const due: Due = { at: now + Math.max(0, ms), order, run };
      heap.push(due);
      up(heap, heap.length - 1);
      return () => {
        due.run = undefined;
      };
    },
    step: () => {
      for (let due = takeFirst(heap); due !== undefined; due = takeFirst(heap)) {
        if (due.run === undefined) continue;
        now = due.at;
        due.run();
        return true;
      }
      return false;
    },
  };
};

/** Ends when all that runs waits for something: nothing in a simulation waits for anything but its clock and its stores. */
export const settled = async (): Promise<void> => {
  // From here on it is a promise that runs: what is asked of the next tick then comes after all promises that can go on.
  await Promise.resolve();
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
};

/** The real code's time-outs are set on this clock while `work` runs. */
export const withVirtualTimeOuts = async <T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> => {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  const callOff = new Map<number, () => void>();
  let last = 0;
  const set = (run: () => void, ms = 0): number => {
    last += 1;
    const id = last;
    callOff.set(
      id,
      clock.after(ms, () => {
        callOff.delete(id);
        run();
      }),
    );
    return id;
  };
  const clear = (id: number): void => {
    callOff.get(id)?.();
    callOff.delete(id);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
  }
};
