// Messages as they are sent in a simulation, and what is known of each beforehand, not read by the code under test.
import { createHash } from "node:crypto";

export type Sent = {
  /** As it is called in a report: `m1`. */
  readonly name: string;
  readonly number: number;
  readonly raw: string;
  readonly sha256: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The company of the sender's token; undefined where the gateway asks for none. */
  readonly sender?: string;
  readonly isValid: boolean;
  /** As far as they can be read in the text. */
  readonly id?: string;
  readonly named?: string;
};

export type Draft = {
  readonly kind: "valid" | "invalid" | "unreadable";
  readonly id: string;
  /** Absent: the text names none. */
  readonly company?: string;
  readonly sender?: string;
  /** Messages of different amounts have different texts. */
  readonly amount: number;
};

const toUuid = (prefix: number, n: number): string =>
  `${prefix}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const toMessageId = (n: number): string => toUuid(1, n);
export const toCompanyId = (n: number): string => toUuid(2, n);
const toRequestId = (n: number): string => toUuid(3, n);

export const hash = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

const toRaw = ({ kind, id, company, amount }: Draft): string => {
  if (kind === "unreadable") return `{"amount": ${amount}`;
  const metadata = { message_time: "2023-12-10T22:02:38Z", company_id: company ?? "none", message_id: id };
  return JSON.stringify({ metadata, data: kind === "valid" ? { amount } : amount });
};

/** @param n of its request: each has an id and a time of its own */
export const toSent = (draft: Draft, n: number, receivedAt: number): Sent => {
  const raw = toRaw(draft);
  const isReadable = draft.kind !== "unreadable";
  return {
    name: `m${n}`,
    number: n,
    raw,
    sha256: hash(raw),
    requestId: toRequestId(n),
    receivedAt,
    ...(draft.sender === undefined ? {} : { sender: draft.sender }),
    isValid: draft.kind === "valid" && draft.company !== undefined,
    ...(isReadable ? { id: draft.id } : {}),
    ...(isReadable && draft.company !== undefined ? { named: draft.company } : {}),
  };
};

/** The company in whose list its record is. */
export const ownerOf = ({ sender, named }: Sent): string | undefined => sender ?? named;

export const isMismatch = ({ sender, named }: Sent): boolean =>
  sender !== undefined && named !== undefined && sender !== named;

/** Nothing but another message can keep it from being processed. */
export const isAcceptable = (sent: Sent): boolean => sent.isValid && !isMismatch(sent);

/** The keys that a record has when it has not got the id that it claims. */
export const contentKeysOf = (sent: Sent): readonly string[] => [
  `sha256:${sent.sha256}`,
  `sha256:${hash(`${ownerOf(sent) ?? ""} ${sent.sha256}`)}`,
];

export const rejectedKeyOf = (company: string | undefined, sha256: string): string =>
  `${company === undefined ? "unreadable" : `${company}/rejected`}/${sha256}.json`;

/** A key, or an id, as far as it takes to tell it from others. */
export const shorten = (key: string): string =>
  key
    .replace(/[0-9]0{7}-0000-4000-8000-0+(\d+)/g, "…$1")
    .replace(/[0-9a-f]{64}/g, (hashed) => `${hashed.slice(0, 6)}…`);

const describeText = ({ isValid, id, named }: Sent): string => {
  if (id === undefined) return "no JSON";
  return `${isValid ? "valid" : "invalid"}, id ${shorten(id)}, company ${named === undefined ? "unreadable" : shorten(named)}`;
};

export const describeSent = (sent: Sent): string => {
  const sender = sent.sender === undefined ? "" : `, sent by company ${shorten(sent.sender)}`;
  return `${sent.name}: ${describeText(sent)}${sender}, text ${shorten(sent.sha256)}`;
};
