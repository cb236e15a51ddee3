// What each part of an erasure works with.

export type Erasing = {
  readonly companyId: string;
  readonly isDryRun: boolean;
  /** Deletions a second; undefined for as many as can be. */
  readonly rate: number | undefined;
  /** Told of each thing that was erased, by the name that its store has for it. */
  readonly note: (name: string) => void;
};
