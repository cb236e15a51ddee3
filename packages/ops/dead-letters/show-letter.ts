// `ops dlq show`: one letter, with its text and the deliveries that failed.
import { makeAttempt } from "../attempt.ts";
import { readFailedDeliveries } from "../failures/failed-deliveries.ts";
import { toAttempts } from "../failures/attempts.ts";
import { OperatorError } from "../operator-error.ts";
import { toUuid } from "../option-values.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Letter } from "./letter.ts";
import { lookAtLetters } from "./look.ts";
import { readDeadLetterQueue } from "./queue.ts";
import type { ShownLetter } from "./shown-text.ts";
import { toOwnDeliveries, toSummary } from "./summary.ts";

/** The look ends with the first that is meant. */
export const findLetter = async (
  target: Target,
  isMeant: (letter: Letter) => boolean,
): Promise<Letter | undefined> =>
  lookAtLetters(target, async ({ pages }) => {
    for await (const letters of pages()) {
      const found = letters.find(isMeant);
      if (found !== undefined) return found;
    }
    return undefined;
  });

export const showLetter = async (target: Target, given: string): Promise<ShownLetter> => {
  const wanted = toUuid(given);
  const queue = await readDeadLetterQueue(target);
  const letter = await findLetter(target, (each) => each.id === wanted || each.messageId === wanted);
  if (letter === undefined) {
    const hidden =
      queue.hidden === 0 ? "" : `, but ${countOf(queue.hidden, "letter")} hidden by another look or move`;
    throw new OperatorError(
      `no letter has the id ${given}${hidden}: one that was redriven and came back has another (${ops(target, "dlq list")}); ${ops(target, `message ${given}`)} tells what else is known of it`,
    );
  }
  const notes = new Set<string>();
  const hashes = new Set([letter.sha256]);
  const failures =
    (await makeAttempt(notes)("the log of failed deliveries", async () =>
      readFailedDeliveries(target, { hashes, since: letter.receivedAt }),
    )) ?? new Map<string, never>();
  const attributes = Object.entries(letter.messageAttributes).map(
    ([name, { StringValue, DataType = "" }]) => [name, StringValue ?? `(${DataType})`],
  );
  return {
    ...toSummary(letter, failures, queue),
    attempts: toAttempts(toOwnDeliveries(letter, failures)),
    attributes: Object.fromEntries(attributes) as Readonly<Record<string, string>>,
    group_id: letter.groupId ?? null,
    trace_header: letter.traceHeader ?? null,
    body: letter.body,
    not_read: [...notes],
  };
};
