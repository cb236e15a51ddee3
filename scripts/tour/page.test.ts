import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pageIds, readmePart } from "./page.ts";
import { toCommand } from "./play-tour.ts";
import { toStory } from "./story.ts";
import { decodeTourSystem } from "./tour-system.ts";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "../..", path), "utf8");
const aws_endpoint = "http://127.0.0.1:4566";
const queue = (name: string): string => `${aws_endpoint}/000000000000/message-handler-local-${name}`;

/** As npm start runs it with the ports that it takes by itself. */
const storyOf = (auth: "none" | "jwt") =>
  toStory(
    decodeTourSystem({
      api_url: "http://127.0.0.1:3000/v1",
      auth,
      region: "us-east-1",
      aws_endpoint,
      queue_url: queue("messages"),
      dead_letter_queue_url: queue("dead-letters"),
    }),
    pageIds,
  );

/** Where a command breaks depends on the length of the ports that it was made with. */
const unbroken = (text: string): string => text.replaceAll(" \\\n  ", " ");

// What the commands of the page answer is tested on running systems, in infra/acceptance.
describe("docs/tour.md", () => {
  const page = read("docs/tour.md");

  it("tells the story of npm run tour, in its words and commands (else run pnpm tour:docs)", () => {
    const chapters = [...storyOf("none").slice(0, -1), ...storyOf("jwt").slice(-1)];
    const parts = chapters.flatMap(({ title, steps, end = "" }) => [
      `## ${title}\n`,
      ...steps.flatMap((step) => [`\n${step.text}\n`, `\`\`\`sh\n${toCommand(step)}\n\`\`\`\n`]),
      end,
    ]);
    let rest = unbroken(page);
    for (const part of parts.map(unbroken)) {
      expect(rest).to.include(part);
      rest = rest.slice(rest.indexOf(part) + part.length);
    }
  });

  it("begins as README.md shows (else run pnpm tour:docs)", () => {
    const [, first = ""] = page.split(/^## .*\n\n/m);
    expect(`${readmePart(read("README.md"))}\n`).to.equal(first);
  });
});
