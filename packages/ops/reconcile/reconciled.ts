// What a comparison of archive and table has counted.

export type Reconciled = {
  readonly missing_records: number;
  readonly missing_objects: number;
  readonly differing: number;
  readonly orphans: number;
  readonly repaired: number;
  /** Found by a repair, and not repaired. Orphans are none of these: there is nothing to make right of them. */
  readonly left: number;
  /** Records whose text has not the hash that they say: no repair touches them. */
  readonly damaged: number;
  /** Looked at. */
  readonly records: number;
  readonly objects: number;
  /** Items of the table that are no records. */
  readonly unreadable: number;
};

export const nothingFound: Reconciled = {
  missing_records: 0,
  missing_objects: 0,
  differing: 0,
  orphans: 0,
  repaired: 0,
  left: 0,
  damaged: 0,
  records: 0,
  objects: 0,
  unreadable: 0,
};
