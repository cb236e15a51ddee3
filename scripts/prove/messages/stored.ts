// What the stores hold, as far as the proof looks at it.

export type StoredRecord = {
  /** The table's key. */
  readonly message_id: string;
  readonly status: string;
  /** As it says. */
  readonly sha256: string;
  /** Of the text that it holds. */
  readonly sha256OfText: string;
  readonly company_id: string | undefined;
  readonly received_at: string;
  readonly request_id: string | undefined;
  /** Processed or rejected. */
  readonly at: string;
  /** Rejected only. */
  readonly code: string | undefined;
};

export type StoredObject = {
  readonly key: string;
  /** Of its bytes. */
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
};

/** Both by key. */
export type Stored = {
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly objects: ReadonlyMap<string, StoredObject>;
};
