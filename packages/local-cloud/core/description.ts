// What the product that owns the stack may tell about it, for people who look at it running. It changes nothing that runs.

export type Description = {
  readonly title?: string;
  /** Where a request's JSON body names what it is about: `["order", "id"]`. Access lines carry it as `subject`. */
  readonly subject?: readonly string[];
  /** Fields of a refusal's JSON body that say why, by names alone. Access lines carry their values as `reason`. */
  readonly reason?: readonly string[];
  /** By which field and value a line of the log says what became of a message for good, and how a person says it. */
  readonly outcomes?: readonly {
    readonly field: string;
    readonly value: string;
    readonly word: string;
    readonly tone: "ok" | "quiet" | "danger";
  }[];
  /** Fields of the log that say for how many seconds a message waits; here it waits as much shorter as all is faster. */
  readonly waits?: readonly string[];
  /** How records are found, and what belongs to one. The names are those of the table's attributes. */
  readonly records?: {
    /** As the stack's outputs have them. */
    readonly table: string;
    /** The table's key. */
    readonly key: string;
    readonly index?: string;
    /** The index's key. */
    readonly group?: string;
    readonly status?: string;
    readonly statuses?: readonly string[];
    readonly requestId?: string;
    /** When it came in: the index is sorted by it. */
    readonly time?: string;
    /** When it was recorded: the first of these that a record has. */
    readonly recordedAt?: readonly string[];
    /** The raw text, and its SHA-256 in hex. */
    readonly text?: string;
    readonly hash?: string;
    readonly object?: {
      readonly bucket: string;
      /** With attributes in braces: `{group}/{id}.json`. The first counts that is for the record's status and lacks none. */
      readonly keys: readonly { readonly key: string; readonly status?: string }[];
    };
  };
  /**
   * Requests to try. In path and body `{{uuid}}` is a new UUID (`{{uuid:a}}`: one for each name), `{{now}}` the time.
   */
  readonly samples?: readonly {
    readonly name: string;
    readonly method: string;
    /** From the API's port on, with the stage. */
    readonly path: string;
    readonly body?: string;
  }[];
  /** What a metric of the stack's own counts, for a person. */
  readonly metrics?: Readonly<
    Record<string, "processed" | "duplicate" | "rejected" | "failed" | "postponed">
  >;
};

type Page = { readonly contentType: string; readonly body: string };

/**
 * Answers of the API's port to a GET outside of every stage, by path. Of several the first counts whose type the request
 * names in Accept, without one the first.
 */
export type Pages = Readonly<Record<string, readonly Page[]>>;

/** The headers by which a request that is sent for somebody is let in, where the stack asks for any. */
export type CredentialsFor = (request: {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}) => Promise<Readonly<Record<string, string>>>;
