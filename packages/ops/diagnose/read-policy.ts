// A policy's text, as far as a diagnosis asks.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { PolicyStatement } from "./facts.ts";

const Texts = t.union([t.string, t.array(t.string)]);
const Statement = t.intersection([
  t.type({ Effect: t.string }),
  t.partial({ Sid: t.string, Action: Texts, Principal: t.unknown, Condition: t.UnknownRecord }),
]);
const Policy = t.type({ Statement: t.union([Statement, t.array(Statement)]) });

export const parseJson = (text: string): unknown =>
  E.getOrElse((): unknown => undefined)(E.tryCatch((): unknown => JSON.parse(text), String));

/** None where there is no policy. Throws for a text that is none. */
export const readPolicy = (text: string | undefined): readonly PolicyStatement[] => {
  if (text === undefined || text === "") return [];
  const policy = Policy.decode(parseJson(text));
  if (E.isLeft(policy)) throw new Error("a policy cannot be read");
  return [policy.right.Statement]
    .flat()
    .map(({ Sid = "", Effect, Action = [], Principal = "", Condition = {} }) => ({
      sid: Sid,
      effect: Effect,
      actions: [Action].flat(),
      principal: JSON.stringify(Principal),
      condition: JSON.stringify(Condition),
    }));
};
