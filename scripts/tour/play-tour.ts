// Plays the chapters one after another on a screen.
import { formatAnswer } from "./format-answer.ts";
import { playStep, type PlayDeps } from "./play-step.ts";
import { toCurl } from "./request.ts";
import type { Screen } from "./screen.ts";
import type { Chapter, Step } from "./story.ts";

export type TourDeps = PlayDeps & {
  readonly screen: Screen;
  /** Resolves when the person wants the next step. */
  readonly goOn: () => Promise<void>;
  /** Called before something is broken, and once it is whole again. */
  readonly onOutage: (isOn: boolean) => void;
  /** What `ops` needs to find this system, beside its own options. */
  readonly opsOptions: string;
};

export const toCommand = (step: Step, opsOptions = ""): string =>
  "token" in step
    ? `${step.token.variable}=$(npm run --silent ops -- token \\\n  --company ${step.token.company}${opsOptions})`
    : toCurl(step.request);

const playOnScreen = async (step: Step, deps: TourDeps): Promise<void> => {
  const { screen } = deps;
  screen.prose(step.text);
  screen.command(toCommand(step, deps.opsOptions));
  await deps.goOn();
  if ("token" in step) {
    await playStep(step, deps);
    return;
  }
  if (step.breaks) deps.onOutage(true);
  const { wait } = step;
  const limit = [wait?.usually ?? [], `at most ${wait?.seconds} s`].flat().join("; ");
  const done = wait === undefined ? () => {} : screen.waiting(wait.for, limit);
  const played = await playStep(step, deps).finally(done);
  if (played !== undefined) screen.answer(await formatAnswer(step.request, played, screen.width));
};

/** Throws at the first step that does not end as told. */
export const playTour = async (chapters: readonly Chapter[], deps: TourDeps): Promise<void> => {
  for (const [index, { title, steps, end }] of chapters.entries()) {
    deps.screen.heading(title, `${index + 1} of ${chapters.length}`);
    for (const step of steps) await playOnScreen(step, deps);
    deps.onOutage(false);
    if (end !== undefined) deps.screen.prose(end);
  }
};
