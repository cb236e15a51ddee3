// The pairs of messages whose order matters: each is delivered in every order, with every crash.
import { toCompanyId, toMessageId, toSent, type Draft, type Sent } from "./sent.ts";

export type Pairing = { readonly title: string; readonly messages: readonly [Sent, Sent] };

const [here, there] = [toCompanyId(1), toCompanyId(2)];
const id = toMessageId(1);
const valid: Draft = { kind: "valid", id, company: here, sender: here, amount: 1 };
const invalid: Draft = { ...valid, kind: "invalid" };
const unreadable: Draft = { ...valid, kind: "unreadable" };
const { sender: _, ...unsigned } = valid;
const { company: _named, ...nameless } = unsigned;

const drafts: readonly (readonly [title: string, one: Draft, other: Draft])[] = [
  ["the same bytes, sent twice", valid, valid],
  ["two texts of one company under one id", valid, { ...valid, amount: 2 }],
  ["two companies under one id", valid, { ...valid, company: there, sender: there }],
  ["an invalid message, and its correction", invalid, valid],
  [
    "another company's invalid message under the id of a valid one",
    { ...invalid, company: there, sender: there },
    valid,
  ],
  ["two invalid texts of one company under one id", invalid, { ...invalid, amount: 2 }],
  ["the same invalid bytes, sent twice", invalid, invalid],
  ["the same unreadable bytes of two companies", unreadable, { ...unreadable, sender: there }],
  ["a valid message, and the same bytes sent by another company", valid, { ...valid, sender: there }],
  [
    "a valid message, and another one for its company and id sent by another",
    valid,
    { ...valid, sender: there, amount: 2 },
  ],
  [
    "an invalid message that names no company, and a valid one under its id, without tokens",
    { ...nameless, kind: "invalid" },
    unsigned,
  ],
  [
    "unreadable bytes without tokens, and the same of a known sender",
    { ...nameless, kind: "unreadable" },
    unreadable,
  ],
  [
    "two messages that have nothing in common",
    valid,
    { ...valid, id: toMessageId(2), company: there, sender: there },
  ],
];

/** Each sent in a request of its own, a second apart. */
const RECEIVED_AT = Date.UTC(2023, 11, 10, 22, 2);

export const pairings: readonly Pairing[] = drafts.map(([title, one, other]) => ({
  title,
  messages: [toSent(one, 1, RECEIVED_AT), toSent(other, 2, RECEIVED_AT + 1000)],
}));
