// What an entry of the log is read with: names of the running stack, and what earlier entries said of a message.
import { toShortId } from "./screen-event.ts";

export type StackNames = {
  /** What the names of the stack's resources begin with; nobody needs to read it in every line. */
  readonly prefix: string;
  /** Deliveries that a message has before it becomes a dead letter, by the function that takes them. */
  readonly deliveries: ReadonlyMap<string, number>;
};

export type Subject = {
  readonly request_id?: string | undefined;
  readonly sqs_message_id?: string | undefined;
};

export type ReadingContext = ReturnType<typeof makeReadingContext>;

/**
 * Messages that are told apart by the id that their sender gave them; of older ones another id is shown. Below a power of
 * two: a map's table has those sizes, and doubles while more than half of it is in use.
 */
const MOST_MESSAGES = 16_000;

/** Forgets its oldest entries, so that a system may run for weeks. */
const makeMemory = () => {
  const entries = new Map<string, string>();
  return {
    get: (key: string): string | undefined => entries.get(key),
    set: (key: string, value: string): void => {
      // Again at the end: it is the newest now.
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= MOST_MESSAGES) return;
        entries.delete(oldest);
      }
    },
    delete: (key: string): void => void entries.delete(key),
    size: (): number => entries.size,
  };
};

export const makeReadingContext = ({ prefix, deliveries }: StackNames, speed: number) => {
  const subjects = makeMemory();
  const requests = makeMemory();
  const failures = makeMemory();
  const postponed = makeMemory();
  /** A postponed message is a new one in its queue, and of the same request. */
  const idOf = ({ request_id, sqs_message_id = "" }: Subject): string =>
    request_id ?? requests.get(sqs_message_id) ?? sqs_message_id;
  return {
    speed,
    deliveriesOf: (functionName: string): number | undefined => deliveries.get(functionName),
    toShortName: (name: string): string =>
      name.startsWith(prefix) && name !== prefix ? name.slice(prefix.length) : name,
    /** The request was about this. */
    rememberRequest: (requestId: string, subject: string): void => subjects.set(requestId, subject),
    /** The queued message came from this request. */
    rememberDelivery: ({ request_id, sqs_message_id }: Subject): void => {
      if (request_id !== undefined && sqs_message_id !== undefined) requests.set(sqs_message_id, request_id);
    },
    rememberFailure: (sqsMessageId: string, code: string): void => failures.set(sqsMessageId, code),
    failureOf: (sqsMessageId: string | undefined): string | undefined => failures.get(sqsMessageId ?? ""),
    rememberPostponed: (ids: Subject): void => postponed.set(idOf(ids), ""),
    /** It is on record, or a dead letter. */
    forgetPostponed: (ids: Subject): void => postponed.delete(idOf(ids)),
    /** Messages that wait until the trouble is over. */
    postponedCount: (): number => postponed.size(),
    /** The sender's id, else the request's, else the queue's. */
    toSubject: (ids: Subject): string => toShortId(subjects.get(idOf(ids)) ?? idOf(ids)),
  };
};
