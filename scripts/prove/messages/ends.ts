// Where each message must end, and where it did: the verdict on every 202.
import type { Failure } from "./failure.ts";
import { isUnknown, isYes, toKey, wasAccepted, type Attempt, type Sent } from "./sent.ts";
import type { Stored, StoredObject, StoredRecord } from "./stored.ts";
import { sha256 } from "./text.ts";

export type End = "Processed" | "Rejected" | "Conflict";

/** `end`: undefined for a message that is lost, or on record as what it is not. */
export type Ended = { readonly sent: Sent; readonly end: End | undefined; readonly record?: StoredRecord };

const contentKeys = ({ text, owner }: Sent): readonly string[] => [
  `sha256:${text.sha256}`,
  `sha256:${sha256(`${owner ?? ""} ${text.sha256}`)}`,
];

const validKey = ({ text, owner }: Sent): string => `${owner}/${text.message_id}.json`;
const rejectedKey = ({ text, owner }: Sent): string =>
  `${owner === undefined ? "unreadable" : `${owner}/rejected`}/${text.sha256}.json`;

const isAcceptable = ({ text, isForeign }: Sent): boolean => text.isValid && !isForeign;

const nameOf = ({ text, owner }: Sent): string =>
  `${text.message_id ?? "no id"} of ${owner ?? "no company"} (${text.what}, sha256 ${text.sha256.slice(0, 12)}…)`;

const expectedCode = (sent: Sent, end: End): string | undefined => {
  if (end === "Processed") return undefined;
  if (end === "Conflict") return "MessageIdConflict";
  return sent.isForeign ? "CompanyMismatch" : "InvalidMessage";
};

/** Whether `holder`, which has the id of a valid message, may keep it. */
const mayKeepId = (holder: StoredRecord | undefined, { text, owner }: Sent): boolean =>
  holder !== undefined &&
  !(holder.sha256 === text.sha256 && holder.company_id === owner) &&
  (holder.status === "Processed" || (holder.company_id !== undefined && holder.company_id !== owner));

const firstSent = ({ answered }: Sent): number =>
  Math.min(...answered.flatMap(({ attempts }) => attempts.map(({ from }) => from)));

/**
 * A rejection gives way under its id to a correction of its company, and, where it names none, to any message. Not to
 * one that was on record before it was sent.
 */
const mayHaveGivenWay = (holder: StoredRecord | undefined, sent: Sent, since: Since): boolean => {
  const { owner, isForeign } = sent;
  if (holder === undefined || isForeign || firstSent(sent) > (since.get(holder.message_id) ?? Infinity))
    return false;
  if (owner === undefined) return holder.company_id !== undefined;
  return holder.status === "Processed" && holder.company_id === owner;
};

/** By id: since when a message is known to be Processed, epoch ms. */
type Since = ReadonlyMap<string, number>;

type Judged = { readonly ended: Ended; readonly failures: readonly Failure[] };

const judge = (sent: Sent, own: readonly StoredRecord[], { records }: Stored, since: Since): Judged => {
  const id = sent.text.message_id;
  const holder = id === undefined ? undefined : records.get(id);
  const fail = (check: Failure["check"], what: string): Judged => ({
    ended: { sent, end: undefined },
    failures: [{ check, what: `${nameOf(sent)} ${what}` }],
  });
  const [record, other] = own;
  if (other !== undefined) return fail("verdict", `has ${own.length} records`);
  if (record === undefined)
    return !isAcceptable(sent) && mayHaveGivenWay(holder, sent, since)
      ? { ended: { sent, end: "Rejected" }, failures: [] }
      : fail("lost", "is not on record");
  const { status, code, message_id: key } = record;
  const end: End | undefined = isAcceptable(sent)
    ? status === "Processed"
      ? "Processed"
      : "Conflict"
    : "Rejected";
  if ((status === "Processed") !== (end === "Processed") || code !== expectedCode(sent, end))
    return fail("verdict", `is on record as ${status}${code === undefined ? "" : `, ${code}`}`);
  const isUnderId = key === id && end !== "Conflict" && !sent.isForeign;
  if (!isUnderId && (end === "Processed" || !contentKeys(sent).includes(key)))
    return fail("verdict", `is on record under ${key}`);
  if (end === "Conflict" && !mayKeepId(holder, sent))
    return fail("verdict", "is a conflict's loser, and no other message has its id");
  return { ended: { sent, end, record }, failures: [] };
};

const checkObject = ({ sent, end, record }: Ended, { objects }: Stored): readonly Failure[] => {
  if (end === undefined) return [];
  const key = end === "Processed" ? validKey(sent) : rejectedKey(sent);
  const object = objects.get(key);
  const fail = (what: string): readonly Failure[] => [
    { check: "archived", what: `${nameOf(sent)}, ${end}: ${what}` },
  ];
  if (object === undefined) return fail(`there is no object ${key}`);
  const { metadata } = object;
  const verdict = end === "Processed" ? "Valid" : "Rejected";
  if (object.sha256 !== sent.text.sha256) return fail(`the object ${key} is of another text`);
  if (metadata["verdict"] !== verdict || metadata["code"] !== expectedCode(sent, end))
    return fail(`the object ${key} says ${metadata["verdict"]} ${metadata["code"] ?? ""}`);
  if (record !== undefined && metadata["received_at"] !== record.received_at)
    return fail(`object and record name different times of acceptance`);
  if (end === "Processed" && objects.has(rejectedKey(sent)))
    return fail("the archive has it as the loser of a conflict, too");
  return [];
};

/** How much later than a client gave up a busy gateway may read its request. */
const lateMs = 120_000;

const mayBeOf = (attempt: Attempt, at: number, requestId: string | undefined): boolean => {
  if (at < attempt.from) return false;
  if (isYes(attempt)) return at <= attempt.to && attempt.requestId === requestId;
  return isUnknown(attempt) && at <= attempt.to + (typeof attempt.answer === "string" ? lateMs : 0);
};

/** The clocks are one machine's. */
const checkReceived = ({ sent, record }: Ended): readonly Failure[] => {
  if (record === undefined) return [];
  const at = Date.parse(record.received_at);
  const attempts = sent.answered.flatMap((answered) => answered.attempts);
  const isOf = attempts.some((attempt) => mayBeOf(attempt, at, record.request_id));
  return isOf
    ? []
    : [
        {
          check: "received at",
          what: `${nameOf(sent)}: ${record.received_at} is of no request that was sent`,
        },
      ];
};

const checkInvented = (sent: ReadonlyMap<string, Sent>, { records, objects }: Stored): readonly Failure[] => {
  const all = [...sent.values()];
  const keys = new Map<string, Set<string>>();
  for (const each of all)
    for (const key of isAcceptable(each) ? [validKey(each), rejectedKey(each)] : [rejectedKey(each)])
      keys.set(key, (keys.get(key) ?? new Set()).add(each.text.sha256));
  const isKnown = ({ key, sha256: hash, metadata }: StoredObject): boolean =>
    keys.get(key)?.has(hash) === true && metadata["sha256"] === hash;
  return [
    ...[...records.values()]
      .filter(
        (record) =>
          !sent.has(toKey(record.company_id, record.sha256OfText)) || record.sha256 !== record.sha256OfText,
      )
      .map(({ message_id, status }): Failure => ({
        check: "invented",
        what: `the record ${message_id}, ${status}, is of a text that was not sent, or that its hash is not of`,
      })),
    ...[...objects.values()]
      .filter((object) => !isKnown(object))
      .map(({ key }): Failure => ({
        check: "invented",
        what: `the object ${key} is of no text that was sent`,
      })),
  ];
};

export type Verdict = { readonly ends: readonly Ended[]; readonly failures: readonly Failure[] };

/** `ends`: of every text that got a 202; what may have arrived without one may be there, and need not. */
export const judgeEnds = (sent: ReadonlyMap<string, Sent>, stored: Stored, since: Since): Verdict => {
  const own = Map.groupBy(stored.records.values(), ({ company_id, sha256OfText }) =>
    toKey(company_id, sha256OfText),
  );
  const judged = [...sent]
    .filter(([key, { answered }]) => answered.some(wasAccepted) || own.has(key))
    .map(([key, each]) => judge(each, own.get(key) ?? [], stored, since));
  const ends = judged.map(({ ended }) => ended);
  return {
    ends: ends.filter(({ sent: { answered } }) => answered.some(wasAccepted)),
    failures: [
      ...judged.flatMap(({ failures }) => failures),
      ...ends.flatMap((ended) => [...checkObject(ended, stored), ...checkReceived(ended)]),
      ...checkInvented(sent, stored),
    ],
  };
};
