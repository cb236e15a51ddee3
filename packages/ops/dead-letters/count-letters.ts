// How many letters are such ones, by a look.
import type { Letter } from "./letter.ts";
import { lookAtLetters } from "./look.ts";

export type CountedLetters = {
  readonly meant: number;
  /** Hidden by somebody else, or not shown by SQS: whether they are meant nobody knows. */
  readonly unseen: number;
};

export const countLetters = async (
  place: Parameters<typeof lookAtLetters>[0],
  isMeant: (letter: Letter) => boolean,
): Promise<CountedLetters> =>
  lookAtLetters(place, async ({ pages, unseen }) => {
    let meant = 0;
    for await (const letters of pages()) meant += letters.filter(isMeant).length;
    return { meant, unseen: unseen() };
  });
