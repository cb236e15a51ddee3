// The workflows as GitHub reads them, and as they are written where a comment counts.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { namePrefix } from "../config/installation.ts";

const root = join(import.meta.dirname, "../..");

export type Step = {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "continue-on-error"?: unknown;
};

export type Job = {
  readonly needs?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: unknown;
  readonly environment?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly "continue-on-error"?: unknown;
};

export type Workflow = {
  readonly "run-name"?: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly env?: unknown;
  readonly defaults?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};

export const textOfFile = (path: string): string => readFileSync(join(root, path), "utf8");

export const workflowPaths = globSync(".github/workflows/*", { cwd: root }).toSorted();

export const actionPaths = globSync(".github/actions/*/*", { cwd: root }).toSorted();

export const workflowNames = workflowPaths.map((path) => basename(path, ".yml"));

/** `deploy` for `.github/workflows/deploy.yml`. */
export const workflow = (name: string): Workflow =>
  parse(textOfFile(`.github/workflows/${name}.yml`)) as Workflow;

/** The job `deploy-environment deploy`, a workflow's name and its own. */
export const jobs = (): ReadonlyMap<string, Job> =>
  new Map(
    workflowNames.flatMap((name) =>
      Object.entries(workflow(name).jobs).map(([job, body]) => [`${name} ${job}`, body] as const),
    ),
  );

export const job = (name: string): Job => {
  const found = jobs().get(name);
  if (found === undefined) throw new Error(`there is no job ${name}`);
  return found;
};

/** Those of a file, be it a workflow or an action. */
export const stepsIn = (path: string): readonly Step[] => {
  const { jobs: all = {}, runs } = parse(textOfFile(path)) as Partial<Workflow> & { readonly runs?: Job };
  return [...Object.values(all), ...(runs === undefined ? [] : [runs])].flatMap(({ steps = [] }) => steps);
};

/** Everything that a file uses: actions of steps, and workflows that are jobs. */
export const usedIn = (path: string): readonly string[] => {
  const { jobs: all = {} } = parse(textOfFile(path)) as Partial<Workflow>;
  return [...Object.values(all), ...stepsIn(path)].flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
};

/** A second installation sets it; without it the default holds. */
export const prefix = `\${{ vars.NAME_PREFIX || '${namePrefix}' }}`;

/** Those that steps take on. */
export const rolesOf = (steps: readonly Step[]): readonly unknown[] =>
  steps.flatMap((step) => step.with?.["role-to-assume"] ?? []);

/** Of the first step that uses or runs it. */
export const indexOf = (steps: readonly Step[], pattern: RegExp): number => {
  const index = steps.findIndex(({ uses = "", run = "" }) => pattern.test(uses) || pattern.test(run));
  if (index < 0) throw new Error(`no step is ${pattern.source}`);
  return index;
};
