// Makes a failing list as short as it can be: what can be left out, and it still fails, is left out.

/** @param fails whether a part of the list, in the same order, still fails; the whole list does */
export const shrink = async <T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> => {
  let left = items;
  for (let size = Math.ceil(left.length / 2); size >= 1;) {
    const before = left.length;
    for (let from = 0; from < left.length;) {
      const without = left.toSpliced(from, size);
      if (await fails(without)) left = without;
      else from += size;
    }
    // What could not be left out may be dispensable now that others are gone.
    if (size > 1) size = Math.ceil(size / 2);
    else if (left.length === before) size = 0;
  }
  return left;
};
