// What a seed makes: which messages are sent in which order, and what goes wrong meanwhile. The same seed and size give
// the same plan.
import { between, makeDeck, seededRandom, toUuid } from "../system/seeded.ts";
import {
  aForeignStory,
  aLateStory,
  aPlainStory,
  aPoisonedStory,
  aStory,
  type Story,
  type StoryPost,
} from "./stories.ts";
import { longest, type Text } from "./text.ts";
import { archiveOutage, makeWeather, tableOutage, type FaultRule, type Weather } from "./weather.ts";

export type Post = StoryPost & { readonly index: number };

/** A stretch of the run. */
export type Stretch = {
  readonly posts: readonly Post[];
  readonly weather: Weather;
  /** A function's processes are killed as these posts are sent. */
  readonly kills: ReadonlySet<number>;
  /** The whole system is killed as this one is sent, and started again. */
  readonly crash?: number;
  /** Before it, the system is stopped and started again as one that asks for tokens. */
  readonly beginsTokens: boolean;
};

export type Plan = {
  readonly companies: readonly string[];
  readonly stretches: readonly Stretch[];
  /** Sent when everything else is done, into an outage of the table: more than an outage is told by. */
  readonly outage: readonly Post[];
  /** Sent when everything else is done and nothing fails any more: too late to change what is on record. */
  readonly late: readonly Post[];
  /** In force from the poisoned messages on until everything else is done. */
  readonly poison: readonly FaultRule[];
};

const shortest = { stretches: 6, posts: 200 };

/** Posts of a story that begins at `at`, each with its place. */
const place = (story: Story, at: number) => {
  let place = at;
  return story.map((post) => {
    place += post.gap;
    return { place, post };
  });
};

type Part = { readonly count: number; readonly tell: readonly ((at: number) => Story | undefined)[] };

/** Stories one after the other until there are enough posts; then all in the order of their places. */
const weave = ({ count, tell }: Part): readonly StoryPost[] => {
  const placed: { readonly place: number; readonly post: StoryPost }[] = [];
  for (let at = 0; placed.length < count; at += 1)
    for (const each of tell) {
      const story = each(at);
      if (story !== undefined) placed.push(...place(story, placed.length));
    }
  return placed.toSorted((one, other) => one.place - other.place).map(({ post }) => post);
};

const toPoison = (post: Post): readonly FaultRule[] =>
  post.kind === "accepted" && post.isPoisoned === true && post.text.message_id !== undefined
    ? [
        {
          service: "dynamodb",
          operation: "PutItem",
          match: post.text.message_id,
          effect: { type: "error", code: "InternalServerError", status: 500 },
        },
      ]
    : [];

/** For the blank that makes other bytes of it. */
const hasRoom = ({ raw }: Text): boolean => Buffer.byteLength(raw) < longest;

/** Fewer than make an outage: each must be seen to fail alone. */
const poisoned = 2;
/** Many more than that. */
const inOutage = 30;

/** Numbered from there on. */
const follow = (some: readonly StoryPost[], from: number): readonly Post[] =>
  some.map((post, index) => ({ ...post, index: from + index }));

export const makePlan = (seed: number, messages: number): Plan => {
  const random = seededRandom(seed);
  const companies = Array.from({ length: 5 }, () => toUuid(random));
  const stage = { random, companies };
  const withoutTokens = Math.floor(messages * 0.6);
  const before = weave({ count: withoutTokens, tell: [() => aStory(stage)] });
  const after = weave({
    count: messages - before.length,
    tell: [
      (at) => (at < poisoned ? aPoisonedStory(stage) : undefined),
      (at) => (at % 8 === 1 ? aForeignStory(stage) : undefined),
      () => aStory(stage),
    ],
  });
  const posts = follow([...before, ...after], 0);

  const size = Math.min(shortest.posts, Math.ceil(messages / shortest.stretches));
  const toStretches = (some: readonly Post[]): readonly (readonly Post[])[] =>
    Array.from({ length: Math.ceil(some.length / size) }, (_, index) =>
      some.slice(index * size, (index + 1) * size),
    );
  const parts = [posts.slice(0, before.length), posts.slice(before.length)].map(toStretches);
  const nextWeather = makeWeather(random, 3);
  const outages = [archiveOutage, tableOutage];
  const all = parts.flatMap((stretches, part) =>
    stretches.map((some, index): Stretch => {
      const first = some[0]?.index ?? 0;
      const any = (): number => between(random, first, first + some.length);
      const isOutage = index % 10 === 1;
      const weather = isOutage ? outages[part % 2] : undefined;
      return {
        posts: some,
        weather: weather ?? nextWeather(),
        kills: new Set([any(), any()]),
        // Every tenth, from the third on: in the part without tokens, where posts need not be sent before a restart.
        ...(part === 0 && index % 10 === 2 ? { crash: any() } : {}),
        beginsTokens: part === 1 && index === 0,
      };
    }),
  );
  const valid = posts.flatMap((post) =>
    post.kind === "accepted" && post.text.isValid && hasRoom(post.text) ? [post.text] : [],
  );
  const drawLate = makeDeck(random, valid);
  const late = drawLate(Math.max(4, Math.floor(messages / 25))).flatMap((text) => aLateStory(stage, text));
  const outage = Array.from({ length: inOutage }, () => aPlainStory(stage)).flat();
  return {
    companies,
    stretches: all,
    outage: follow(outage, posts.length),
    late: follow(late, posts.length + outage.length),
    poison: posts.flatMap(toPoison),
  };
};
