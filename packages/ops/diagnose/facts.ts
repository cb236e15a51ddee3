// What a diagnosis rests on: read once, before any cause is looked for. Undefined is what could not be read.
import type { QueueDepth } from "../queue-depth.ts";

export type FunctionName = "process-message" | "query-messages" | "authorize-caller";

export type FunctionFacts = {
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  /** Executions that it has for itself, and at most; undefined where none are reserved. */
  readonly reserved: number | undefined;
  /** Times that Lambda throttled it in the last minutes. */
  readonly throttles: number;
};

export type PolicyStatement = {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** JSON texts. */
  readonly principal: string;
  readonly condition: string;
};

export type QueueFacts = QueueDepth & {
  readonly visibilitySeconds: number;
  /** Of the queues that may use it as their dead-letter queue; undefined where any may. */
  readonly allowedSources: readonly string[] | undefined;
  readonly policy: readonly PolicyStatement[];
  /** Its own key's, where the account has one for it. */
  readonly keyId: string | undefined;
};

export type MappingFacts = {
  readonly uuid: string;
  readonly state: string;
  readonly lastResult: string;
  readonly maximumConcurrency: number | undefined;
  readonly batchingWindowSeconds: number;
};

export type KeyFacts = {
  readonly state: string;
  /** Undefined where its policy could not be read. */
  readonly policy: readonly PolicyStatement[] | undefined;
};

/** An action that a role needs and does not have. */
export type MissingAction = { readonly who: string; readonly action: string; readonly on: string };

export type AlarmFacts = {
  readonly name: string;
  readonly state: string;
  /** It says nothing to anybody. */
  readonly isMute: boolean;
  /** How many it looks at; 0 where it does not say. */
  readonly periods: number;
  readonly topics: readonly string[];
};

export type SubscriptionFacts = {
  readonly topic: string;
  readonly pending: number;
  readonly confirmed: number;
};

/** A line of a function's log. `at` is in epoch milliseconds. */
export type LogLine = {
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly code: string;
  readonly detail: string;
  /** Of the request that brought the message, or of the call to the API. */
  readonly requestId: string | undefined;
  readonly sqsMessageId: string | undefined;
  readonly sha256: string;
  /** Which delivery of the message it was; 0 where the line is about none. */
  readonly receiveCount: number;
  /** Paths of a rejected message that are invalid. */
  readonly fields: readonly string[];
  /** What the function threw, by the runtime's account. */
  readonly thrown:
    | {
        readonly type: string;
        readonly message: string;
        /** Before any invocation. */
        readonly isAtStart: boolean;
      }
    | undefined;
  /** Lambda's own report of an invocation, or of a start, that failed. */
  readonly report: { readonly type: string; readonly status: string; readonly errorType: string } | undefined;
};

export type Outcome = {
  readonly at: number;
  readonly outcome: string;
  readonly requestId: string | undefined;
  readonly sqsMessageId: string | undefined;
};

/** A line of the API's access log. */
export type AccessLine = {
  readonly at: number;
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: string;
  readonly errorType: string;
  /** `-` where nothing behind the API was reached. */
  readonly integrationStatus: string;
  /** Where callers prove it. */
  readonly companyId: string | undefined;
};

export type RejectionFacts = {
  readonly companyId: string;
  readonly rejected: number;
  readonly processed: number;
};

export type Facts = {
  readonly at: number;
  readonly stack: string;
  readonly isLocal: boolean;
  readonly functions: Readonly<Partial<Record<FunctionName, FunctionFacts>>>;
  readonly queue: QueueFacts | undefined;
  readonly deadLetters: QueueFacts | undefined;
  /** When the first dead letter is deleted; epoch milliseconds. */
  readonly firstExpiresAt: number | undefined;
  /** Null where there is none. */
  readonly mapping: MappingFacts | null | undefined;
  readonly key: KeyFacts | undefined;
  readonly missingActions: readonly MissingAction[] | undefined;
  readonly alarms: readonly AlarmFacts[];
  readonly subscriptions: readonly SubscriptionFacts[];
  /** Companies that hold the consumers, and what waits of all others. */
  readonly noisy: { readonly groups: number; readonly quietVisible: number } | undefined;
  /** Of the last hour, oldest first, at WARN and above. */
  readonly lines: Readonly<Record<FunctionName, readonly LogLine[]>>;
  /** Of deliveries since the first line of `process-message`. */
  readonly outcomes: readonly Outcome[];
  /** Refused and failed requests of the last hour. */
  readonly refused: readonly AccessLine[];
  /** Requests with a 2xx or a 404 since the first of them. */
  readonly answered: readonly AccessLine[];
  /** The companies with the most rejections lately, where there are many. */
  readonly rejections: readonly RejectionFacts[];
};
