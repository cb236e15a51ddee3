// From facts to findings: each cause that shows, and no sign of another beside it.
import type { Cause, Finding } from "./cause.ts";
import { causes } from "./causes.ts";
import type { Facts } from "./facts.ts";

type Seen = { readonly cause: Cause; readonly evidence: readonly string[] };

/** A sign of something else counts for nothing here, so that two signs do not hide each other. */
const isHidden = ({ cause }: Seen, all: readonly Seen[]): boolean => {
  const { unless = [], about } = cause;
  const others = all.filter((each) => each.cause !== cause && typeof each.cause.unless !== "string");
  if (unless === "others") return others.some((each) => each.cause.about === about);
  return others.some((each) => unless.includes(each.cause.code));
};

export const findCauses = (facts: Facts): readonly Finding[] => {
  const seen = causes
    .map((cause): Seen => ({ cause, evidence: cause.look(facts) }))
    .filter(({ evidence }) => evidence.length > 0);
  return seen
    .filter((each) => !isHidden(each, seen))
    .flatMap(({ cause, evidence }) =>
      evidence.map((text) => ({ cause: cause.code, evidence: text, next: cause.next(facts, text) })),
    );
};
