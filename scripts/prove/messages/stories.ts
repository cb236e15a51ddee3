// What companies do, in stories of a few posts: a message, its duplicates, its twin, its correction.
import { between, oneOf, toUuid, type Random } from "../system/seeded.ts";
import {
  aDoubled,
  anInvalid,
  anUnusualValid,
  aRefused,
  aValid,
  aValidOf,
  longest,
  type Refused,
  type Text,
  withOtherBytes,
} from "./text.ts";

export type StoryPost = {
  /** Posts of the whole run between the one before it in its story and this one. */
  readonly gap: number;
  /** Who sends it. */
  readonly company: string;
} & (
  | { readonly kind: "accepted"; readonly text: Text; readonly isPoisoned?: boolean }
  | { readonly kind: "refused"; readonly refused: Refused }
);
export type Story = readonly StoryPost[];

/** What a story is made of. */
type Stage = { readonly random: Random; readonly companies: readonly string[] };

const ids = ({ random, companies }: Stage) => ({
  message_id: toUuid(random),
  company_id: oneOf(random, companies),
});

/** Mostly at the same time, so that deliveries race; else once the one before has long been recorded. */
const aGap = (random: Random): number => (random() < 0.6 ? 0 : between(random, 5, 60));

const post = (text: Text, company: string, gap = 0): StoryPost => ({ kind: "accepted", text, company, gap });

const otherThan = (company: string, { random, companies }: Stage): string =>
  oneOf(
    random,
    companies.filter((each) => each !== company),
  );

const alone = (stage: Stage, make: typeof aValid): Story => {
  const claimed = ids(stage);
  return [post(make(stage.random, claimed), claimed.company_id)];
};

export const aPlainStory = (stage: Stage): Story => alone(stage, aValid);

const repeated = (stage: Stage, make: typeof aValid): Story => {
  const claimed = ids(stage);
  const text = make(stage.random, claimed);
  const times = between(stage.random, 2, 5);
  return Array.from({ length: times }, (_, index) =>
    post(text, claimed.company_id, index === 0 ? 0 : aGap(stage.random)),
  );
};

const pair = (stage: Stage, first: typeof aValid, second: typeof aValid): Story => {
  const { random } = stage;
  const claimed = ids(stage);
  return [
    post(first(random, claimed), claimed.company_id),
    post(second(random, claimed), claimed.company_id, aGap(random)),
  ];
};

const withTwin = (stage: Stage): Story => {
  const claimed = ids(stage);
  const text = aValid(stage.random, claimed);
  return [post(text, claimed.company_id), post(withOtherBytes(text), claimed.company_id, aGap(stage.random))];
};

/** Each company believes that the id is its own. */
const acrossCompanies = (stage: Stage, first: typeof aValid): Story => {
  const { random } = stage;
  const claimed = ids(stage);
  const company_id = otherThan(claimed.company_id, stage);
  return [
    post(first(random, claimed), claimed.company_id),
    post(aValid(random, { ...claimed, company_id }), company_id, aGap(random)),
  ];
};

/** Rejected, rejected again, corrected, and the first one once more. */
const corrected = (stage: Stage): Story => {
  const { random } = stage;
  const claimed = ids(stage);
  const wrong = anInvalid(random, claimed);
  const { company_id } = claimed;
  return [
    post(wrong, company_id),
    post(anInvalid(random, claimed), company_id, aGap(random)),
    post(aValid(random, claimed), company_id, aGap(random)),
    post(wrong, company_id, aGap(random)),
  ];
};

const big = (stage: Stage): Story =>
  alone(stage, (random, claimed) =>
    aValidOf(random, claimed, random() < 0.5 ? longest : between(random, 10_000, longest)),
  );

const doubled = (stage: Stage): Story => {
  const claimed = ids(stage);
  const { company_id } = claimed;
  return [post(aDoubled(stage.random, claimed, toUuid(stage.random)), company_id)];
};

const refused = (stage: Stage): Story => {
  const claimed = ids(stage);
  const { company_id: company } = claimed;
  return [{ kind: "refused", refused: aRefused(stage.random, claimed), company, gap: 0 }];
};

type Tell = (stage: Stage) => Story;

/** How often each is told, of all of them together. */
const shares: readonly (readonly [number, Tell])[] = [
  [20, aPlainStory],
  [14, (stage) => alone(stage, anUnusualValid)],
  [10, (stage) => repeated(stage, anUnusualValid)],
  [3, (stage) => repeated(stage, anInvalid)],
  [10, (stage) => pair(stage, aValid, aValid)],
  [6, withTwin],
  [8, (stage) => acrossCompanies(stage, aValid)],
  [3, (stage) => acrossCompanies(stage, anInvalid)],
  [8, (stage) => alone(stage, anInvalid)],
  [8, (stage) => pair(stage, aValid, anInvalid)],
  [8, corrected],
  [2, big],
  [4, doubled],
  [5, refused],
];
const stories = shares.flatMap(([count, tell]) => Array.from({ length: count }, () => tell));

export const aStory: Tell = (stage) => oneOf(stage.random, stories)(stage);

/**
 * Where tokens say who sends: a company names another one, which sends the very same text itself. The stranger is told
 * that the company is not its own.
 */
export const aForeignStory: Tell = (stage) => {
  const claimed = ids(stage);
  const text = aValid(stage.random, claimed);
  const stranger = otherThan(claimed.company_id, stage);
  return [post(text, stranger), post(text, claimed.company_id, aGap(stage.random))];
};

/** Fails for a reason of its own, until that is mended. */
export const aPoisonedStory: Tell = (stage) =>
  alone(stage, aValid).map((each) => ({ ...each, isPoisoned: true }));

/** What comes for an id that is on record: the same again, the same in other bytes, wrong, and from another company. */
export const aLateStory = (stage: Stage, text: Text): Story => {
  const { random } = stage;
  const { message_id, company_id } = text;
  if (message_id === undefined || company_id === undefined) return [];
  const other = otherThan(company_id, stage);
  return [
    post(text, company_id),
    post(withOtherBytes(text), company_id),
    post(anInvalid(random, { message_id, company_id }), company_id),
    post(aValid(random, { message_id, company_id: other }), other),
  ];
};
