// The share of a core that 512 MB get once init is over, by a control group: Lambda gives 1,769 MB a whole one.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
import { accessSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const coreShare = 0.29;

/** Microseconds: how long a process that has used its share up waits at most. */
const period = 20_000;
const quota = Math.round(period * coreShare);

export type CoreShare = {
  /** A process that writes its id into it has that share from then on. */
  readonly quotaFile: string;
  readonly remove: () => void;
};

type Layout = { readonly parent: string; readonly limits: Readonly<Record<string, string>> };

/** Version 1, then version 2 where the controller may be handed down. */
const layouts: readonly Layout[] = [
  {
    parent: "/sys/fs/cgroup/cpu",
    limits: { "cpu.cfs_period_us": `${period}`, "cpu.cfs_quota_us": `${quota}` },
  },
  { parent: "/sys/fs/cgroup", limits: { "cpu.max": `${quota} ${period}` } },
];

/** Undefined where control groups are not there, or may not be written. */
export const limitCore = (): CoreShare | undefined => {
  for (const { parent, limits } of layouts) {
    const folder = join(parent, `message-handler-bench-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    const remove = (): void => {
      process.off("exit", remove);
      // The function of a bench that is interrupted may still be in it.
      if (readFileSync(join(folder, "cgroup.procs"), "utf8") === "") rmdirSync(folder);
    };
    try {
      // Somewhere else than in a file system of control groups it would not be there, and limit nothing.
      accessSync(join(folder, "cgroup.procs"));
      for (const [file, limit] of Object.entries(limits)) writeFileSync(join(folder, file), limit);
      process.once("exit", remove);
      return { quotaFile: join(folder, "cgroup.procs"), remove };
    } catch {
      rmdirSync(folder);
    }
  }
  return undefined;
};
