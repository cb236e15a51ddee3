// What SQS shows to nobody, so that it cannot be erased now.

/** Of all companies: what is worked on, delayed, or hidden by another look. */
export type Unseen = {
  readonly in_flight: number;
  readonly delayed: number;
  readonly dead_letters: number;
};

/** None where all was seen. */
export const toUnseenLines = ({ in_flight, delayed, dead_letters }: Unseen): readonly string[] => [
  ...(in_flight + delayed > 0
    ? [
        `${in_flight} messages were being worked on and ${delayed} were delayed, of whichever company: SQS shows them to nobody. Run this again in 15 minutes.`,
      ]
    : []),
  ...(dead_letters > 0
    ? [
        `${dead_letters} dead letters, of whichever company, were hidden by another look or move, or not shown by SQS. Run this again when that is over.`,
      ]
    : []),
];
