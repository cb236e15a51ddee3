// docs/tour.md and the first answers in README.md, made from a run of the tour.
import { format } from "prettier";
import { formatAnswer } from "./format-answer.ts";
import { playStep, type PlayDeps } from "./play-step.ts";
import { toCommand } from "./play-tour.ts";
import { makeSend } from "./request.ts";
import { toStory, type Chapter, type Step, type TourIds } from "./story.ts";
import type { TourSystem } from "./tour-system.ts";

/** What README and docs/api.md use, too. */
export const pageIds: TourIds = {
  company: "e0721e56-fb09-4273-ae74-7bcbc92d43eb",
  otherCompany: "6aef5e71-f5c1-49c9-8d60-73e159415d45",
  good: "fc0daad3-4f10-4d15-b8c6-276cca111e87",
  bad: "0a6c2d0e-6f3c-4a53-9d7e-6f0f7a1c9b11",
  delayed: "7d444840-9dc0-41a1-9f3b-e7f5c1d6a4b2",
  others: "5d2f5a6c-5d0e-4d6b-8e43-9d1f6f0c2b7a",
};

/** Columns that fit GitHub's page. */
const WIDTH = 90;

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const playForPage = async (step: Step, deps: PlayDeps): Promise<readonly string[]> => {
  const command = block("sh", toCommand(step));
  const played = await playStep(step, deps);
  if ("token" in step || played === undefined) return [step.text, command];
  const { head, body } = await formatAnswer(step.request, played, WIDTH);
  const answer = head.length === 0 ? block("json", body) : block("http", [...head, "", body].join("\n"));
  return [step.text, command, answer];
};

/** A system as it is told of when it was started with the ports that npm start takes by itself. */
const withUsualPorts = (text: string, { api_url, aws_endpoint }: TourSystem): string =>
  text
    .replaceAll(new URL(api_url).origin, "http://127.0.0.1:3000")
    .replaceAll(aws_endpoint, "http://127.0.0.1:4566");

type TellProps = {
  readonly system: TourSystem;
  readonly chapters: (chapters: readonly Chapter[]) => readonly Chapter[];
};

const tell = async ({ system, chapters }: TellProps): Promise<readonly (readonly string[])[]> => {
  const tokens = new Map<string, string>();
  const deps = {
    send: makeSend(tokens),
    tokens,
    issuer: system.issuer,
    signal: new AbortController().signal,
  };
  const told: string[][] = [];
  for (const { title, steps, end } of chapters(toStory(system, pageIds))) {
    const parts = [`## ${title}`];
    for (const step of steps) parts.push(...(await playForPage(step, deps)));
    told.push([...parts, ...(end === undefined ? [] : [end])].map((part) => withUsualPorts(part, system)));
  }
  return told;
};

const intro = `# A tour

A message that is processed, one that is rejected, one that ends in the dead-letter queue and is brought back, and two companies that cannot see each other. \`npm run tour\` plays this page on the running system; here it is to read, and to paste. (\`pnpm tour:docs\` makes the page from a run, and a test runs each of its commands.)

Answers are pretty-printed, and hold what a step is about: the real ones have more fields.

Start the system sixty times as fast, so that a minute's wait takes a second, and leave it running (stop one that runs already, with Ctrl-C: both use the same ports):

\`\`\`sh
npm start -- --speed 60
\`\`\`

The rest happens in a second terminal, in the same folder. Where an answer is not there yet, ask again a moment later: after the fault it takes about five seconds.`;

const anySdk = `Any AWS SDK or CLI pointed at the AWS endpoint reads and writes the queues, the bucket, the table and the topic, with any credentials:

\`\`\`sh
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
BUCKET=$(node -p 'JSON.parse(fs.readFileSync("outputs.json")).messages_bucket')
aws --endpoint-url http://127.0.0.1:4566 --region us-east-1 s3 ls "s3://$BUCKET" --recursive
\`\`\``;

const withTokens = `With tokens the API knows who calls. Stop the first system (Ctrl-C) and start another in its place; it begins empty and runs an OIDC issuer beside it:

\`\`\`sh
npm start -- --auth jwt
\`\`\``;

const end = `## What production runs

\`npm start -- --env prod\` (or another of \`infra/config\`) runs what would be deployed there: signed requests, every alarm and, in \`prod\`, the customer-managed key. It prints a signed \`curl\` to try, and \`npm run tour\` plays there, too.`;

export type Pages = {
  /** docs/tour.md */
  readonly tour: string;
  /** What stands in README.md between its two marks. */
  readonly readme: string;
};

const asMarkdown = async (parts: readonly string[]): Promise<string> =>
  format(parts.join("\n\n"), { parser: "markdown", printWidth: 110 });

/** Plays on two empty systems: one that anybody may call, and one that takes tokens. */
export const makePages = async (open: TourSystem, tokens: TourSystem): Promise<Pages> => {
  const told = await tell({ system: open, chapters: (chapters) => chapters.slice(0, -1) });
  const [walls = []] = await tell({ system: tokens, chapters: (chapters) => chapters.slice(-1) });
  const [title = "", ...rest] = walls;
  const [processed = []] = told;
  return {
    tour: await asMarkdown([intro, ...told.flat(), anySdk, title, withTokens, ...rest, end]),
    readme: await asMarkdown(processed.slice(1)),
  };
};

const marks = /(<!-- made by pnpm tour:docs -->\n\n)(.*?)(\n<!-- \/ -->)/s;

/** What stands between the marks of a README. */
export const readmePart = (text: string): string => marks.exec(text)?.[2] ?? "";

export const withReadmePart = (text: string, part: string): string =>
  text.replace(marks, (_, begin: string, _old, finish: string) => `${begin}${part}${finish}`);
