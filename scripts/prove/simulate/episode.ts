// An episode: some hundreds of messages and the weather they are processed in, all decided by one seed.
import { faultNames, type FaultName } from "./aws-answer.ts";
import type { Odds } from "./mishaps.ts";
import { makeRandom, type Random } from "./random.ts";
import { toCompanyId, toMessageId, toSent, type Draft, type Sent } from "./sent.ts";
import type { Call } from "./stores.ts";

export type Send = {
  readonly sent: Sent;
  /** Milliseconds since the beginning. */
  readonly at: number;
  /** Every call of its deliveries fails so, until the faults end; a `bug` throws where no code foresees it. */
  readonly poison?: FaultName | "bug";
};

export type Weather = {
  /** Nothing fails but poisoned messages, and these are too few to look like an outage. */
  readonly isCalm: boolean;
  readonly storeOdds: (call: Call, now: number) => readonly Odds[];
  readonly queueOdds: readonly Odds[];
  readonly invocationOdds: readonly Odds[];
  readonly receiveOdds: readonly Odds[];
};

export type Episode = {
  readonly seed: number;
  readonly sends: readonly Send[];
  readonly weather: Weather;
};

/** Milliseconds since the beginning: from then on nothing fails. */
export const FAULTS_END = 3 * 3_600_000;
/** All messages are sent within it. */
const SENDING = 3_600_000;
const MESSAGES = 400;
/** Epoch milliseconds. */
export const BEGINNING = Date.UTC(2023, 11, 10, 22);

const pickFault = (luck: number): FaultName =>
  faultNames[Math.floor(luck * faultNames.length)] ?? faultNames[0];

const duplicates: Odds = { chance: 0.03, draw: (luck) => ({ kind: "duplicate", ms: luck * 600_000 }) };

const roughStores: readonly Odds[] = [
  { chance: 0.02, draw: (luck) => ({ kind: "refused", fault: pickFault(luck) }) },
  { chance: 0.02, draw: (luck) => ({ kind: "lost", fault: pickFault(luck) }) },
  { chance: 0.02, draw: () => ({ kind: "again" }) },
  { chance: 0.005, draw: (luck) => ({ kind: "slow", ms: luck * 400_000 }) },
  { chance: 0.003, draw: () => ({ kind: "hang" }) },
];

const rough: Omit<Weather, "storeOdds"> = {
  isCalm: false,
  queueOdds: [
    { chance: 0.04, draw: (luck) => ({ kind: "refused", fault: pickFault(luck) }) },
    { chance: 0.04, draw: (luck) => ({ kind: "lost", fault: pickFault(luck) }) },
    { chance: 0.01, draw: () => ({ kind: "hang" }) },
  ],
  invocationOdds: [{ chance: 0.02, draw: (luck) => ({ kind: "crash", ms: luck * 400 }) }],
  receiveOdds: [duplicates],
};

const calm: Weather = {
  isCalm: true,
  storeOdds: () => [],
  queueOdds: [],
  invocationOdds: [],
  receiveOdds: [duplicates],
};

/** A store, or both, fail at each call or at most of them, for up to half an hour. */
const toOutage = (random: Random): Weather => {
  const from = random.next() * SENDING;
  const to = from + random.next() * 1_800_000;
  const fault = random.pick(faultNames);
  const chance = random.pick([1, 0.7]);
  const service = random.pick(["Object", "Item", ""]);
  const out: readonly Odds[] = [{ chance, draw: () => ({ kind: "refused", fault }) }];
  return {
    ...rough,
    storeOdds: ({ operation }, now) =>
      now >= from && now < to && operation.endsWith(service) ? out : roughStores,
  };
};

const toWeather = (random: Random): Weather => {
  const kind = random.below(3);
  if (kind === 0) return calm;
  return kind === 1 ? { ...rough, storeOdds: () => roughStores } : toOutage(random);
};

const companies = [1, 2, 3].map(toCompanyId) as [string, ...string[]];

/** A message of its own, or one that has to do with an earlier one. */
const toDraft = (random: Random, n: number, earlier: readonly Draft[]): Draft => {
  const company = random.pick(companies);
  const fresh: Draft = { kind: "valid", id: toMessageId(n), company, sender: company, amount: n };
  const other = earlier[random.below(Math.max(earlier.length, 1))] ?? fresh;
  const kinds: readonly (readonly [weight: number, draft: Draft])[] = [
    [40, fresh],
    [10, { ...fresh, kind: "invalid" }],
    [12, other],
    [8, { ...other, amount: n }],
    [7, { ...other, kind: "valid" }],
    [7, { ...other, company, sender: company }],
    [5, { ...other, kind: "invalid", amount: n }],
    [6, { ...fresh, kind: "unreadable", amount: random.below(3) }],
    [5, { ...other, sender: company }],
  ];
  let luck = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
  return kinds.find(([weight]) => (luck -= weight) < 0)?.[1] ?? fresh;
};

/** Without tokens nobody knows the sender. */
const withoutSender = ({ sender: _sender, ...draft }: Draft): Draft => draft;

export const makeEpisode = (seed: number): Episode => {
  const random = makeRandom(seed);
  const weather = toWeather(random);
  const hasTokens = random.below(4) > 0;
  const drafts: Draft[] = [];
  const sends: Send[] = [];
  let at = 0;
  for (let n = 0; n < MESSAGES; n += 1) {
    // In bursts: what arrives together makes a batch.
    if (random.below(6) === 0) at = random.next() * SENDING;
    const draft = toDraft(random, n, drafts);
    drafts.push(draft);
    const isPoisoned =
      weather.isCalm && random.below(100) === 0 && sends.filter(({ poison }) => poison).length < 3;
    sends.push({
      sent: toSent(hasTokens ? draft : withoutSender(draft), n, BEGINNING + Math.floor(at)),
      at,
      ...(isPoisoned
        ? { poison: random.pick(["AccessDenied", "InternalServerError", "TimeoutError", "bug"]) }
        : {}),
    });
  }
  return { seed, sends, weather };
};
