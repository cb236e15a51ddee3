// What ends first as traffic grows: the quotas of AWS, and what the configuration sets. docs/operating.md has the sources.
import { batchMs, peakWriteUnits, toMaximumConcurrency, writeUnits } from "../../../infra/config/capacity.ts";
import type { StackConfig } from "../../../infra/config/stack-config.ts";
import { toBatch, toExecutions } from "./fill.ts";
import type { Traffic } from "./traffic.ts";

export type Ceiling = {
  readonly name: string;
  /** Messages a second of everybody at which it ends. */
  readonly at: number;
  /** The traffic as a part of it: from 1 on it binds. */
  readonly load: number;
  readonly raise: string;
};

/** Of an account in a region, of a queue, or of one key, a second where nothing else is said. */
export const quotas = {
  apiRequests: 10_000,
  /** Write units of one key, and of a new table or index that was never warmed up. */
  keyUnits: 1000,
  newTableUnits: 4000,
  prefixPuts: 3500,
  /** At once. */
  executions: 1000,
  /** At once. */
  inFlight: 120_000,
} as const;

export const toCeilings = (config: StackConfig, traffic: Traffic): readonly Ceiling[] => {
  const { rate, kib, hotShare } = traffic;
  const { api, messageProcessor } = config;
  const { batchSize } = messageProcessor;
  const maximumConcurrency = toMaximumConcurrency(config);
  const executions = toExecutions(traffic, toBatch(traffic, { batchSize, maximumConcurrency }));
  const seconds = batchMs(batchSize, kib) / 1000;
  const of = (name: string, at: number, raise: string): Ceiling => ({ name, at, load: rate / at, raise });
  const ofOne = (name: string, at: number, raise: string): Ceiling => of(name, at / hotShare, raise);
  return [
    of("api.rateLimit", api.rateLimit, "api.rateLimit"),
    of("API Gateway's requests of an account", quotas.apiRequests, "quota L-8A5B8E43"),
    of(
      "executions of process-message",
      (maximumConcurrency * batchSize) / seconds,
      "api.rateLimit or maximumConcurrency",
    ),
    of("Lambda's concurrency of an account", (quotas.executions * batchSize) / seconds, "quota L-B99A9384"),
    of(
      "write units of the table, as it was made",
      peakWriteUnits(config) / writeUnits(kib),
      "api.rateLimit, later its warm throughput",
    ),
    of("write units of a new index", quotas.newTableUnits, "its warm throughput"),
    {
      name: "messages of the queue in flight",
      at: quotas.inFlight / (batchMs(batchSize, kib) / 1000),
      load: (executions * batchSize) / quotas.inFlight,
      raise: "a support request",
    },
    ofOne("write units of one company's key in the index", quotas.keyUnits, "nothing: a backlog of its own"),
    ofOne("PUTs of one company's prefix", quotas.prefixPuts, "nothing: S3 splits it"),
  ].toSorted((one, other) => other.load - one.load);
};
