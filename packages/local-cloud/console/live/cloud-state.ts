// The state as the contract has it.
type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type CloudState = {
  readonly account: { readonly id: string; readonly region: string };
  readonly api_url: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly speed: number;
  readonly started_at: string;
  readonly queues: readonly {
    readonly name: string;
    readonly url: string;
    readonly visible: number;
    readonly in_flight: number;
    readonly delayed: number;
    readonly oldest_sent_at: Date | null;
    readonly sent: number;
    readonly received: number;
    readonly deleted: number;
    readonly dead_letter_queue: string | null;
    readonly max_receive_count: number | null;
  }[];
  readonly functions: readonly {
    readonly name: string;
    readonly pids: readonly number[];
    readonly running: number;
    readonly cold_starts: number;
    readonly invocations: number;
    readonly errors: number;
    readonly event_source: string | null;
  }[];
  readonly alarms: readonly {
    readonly name: string;
    readonly state: StateValue;
    readonly reason: string;
    readonly since: string;
    readonly history: readonly {
      readonly time: string;
      readonly from: StateValue;
      readonly to: StateValue;
      readonly reason: string;
    }[];
  }[];
  readonly metrics: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly sum: number;
    readonly count: number;
  }[];
  readonly inbox: readonly {
    readonly topic: string;
    readonly subject: string | null;
    readonly message: string;
    readonly time: string;
    readonly to: string;
  }[];
};
