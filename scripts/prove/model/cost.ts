// What a million messages cost, in US dollars: docs/operating.md has the sources of the prices and what is assumed.
import { batchMs, writeUnits } from "../../../infra/config/capacity.ts";

/** Per million, where nothing else is said. */
export const prices = {
  apiRequests: 3.5,
  /** 64 KiB each, with the surcharge of fair queues. */
  sqsRequests: 0.5,
  lambdaRequests: 0.2,
  /** Not per million. */
  lambdaGbSecond: 0.000_013_333_4,
  s3Puts: 5,
  writeUnits: 0.625,
  traces: 5,
  /** Not per million: one GB of log. */
  logGb: 0.5,
  /** Not per million: one GB to the internet. */
  transferGb: 0.09,
} as const;

const indexUnits = 1;
const invocationLogKb = 0.7;
const accessLogKb = 0.43;
const answerKb = 1;
const initSeconds = 0.3;
/** Of the invocations. */
export const initShare = 0.01;
/** Of the requests. */
const tracedShare = 0.05;
/** Pollers receive and delete ten at most. */
const pollerBatch = 10;

export type Work = { readonly batch: number; readonly kib: number; readonly memoryMb: number };

/** Dollars per million messages, by the rows of the table in docs/operating.md. */
export const toCosts = ({ batch, kib, memoryMb }: Work): Readonly<Record<string, number>> => {
  // In millions, or GB where kilobytes are multiplied.
  const invocations = 1 / batch;
  const sqsChunks = Math.ceil(kib / 64);
  const gb = memoryMb / 1024;
  const seconds = batchMs(batch, kib) / 1000;
  const gbSeconds = 1e6 * prices.lambdaGbSecond;
  return {
    "API Gateway": prices.apiRequests,
    SQS:
      prices.sqsRequests *
      (sqsChunks + sqsChunks / Math.min(batch, pollerBatch) + 1 / Math.min(batch, pollerBatch)),
    "Lambda requests": prices.lambdaRequests * invocations,
    "Lambda duration": gb * seconds * invocations * gbSeconds,
    "S3 PUT": prices.s3Puts,
    "DynamoDB writes": prices.writeUnits * (writeUnits(kib) + indexUnits),
    "function's log": prices.logGb * invocationLogKb * invocations,
    "access log": prices.logGb * accessLogKb,
    "Lambda INIT": gb * initSeconds * initShare * invocations * gbSeconds,
    "X-Ray": prices.traces * tracedShare,
    "data transfer": prices.transferGb * answerKb,
  };
};

export const toSum = (costs: Readonly<Record<string, number>>): number =>
  Object.values(costs).reduce((sum, each) => sum + each, 0);
