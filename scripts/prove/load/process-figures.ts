// What a process takes of the machine, where there is /proc (Linux).
import { readdirSync, readFileSync } from "node:fs";

export type ProcessFigures = {
  /** Resident memory. */
  readonly mib: number;
  /** Processor time since it began. */
  readonly cpuSeconds: number;
  /** Open file descriptors. */
  readonly handles: number;
};

/** Of the kernel's clock that /proc counts in, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** `status`, `stat`: the files of these names. */
export const toFigures = (status: string, stat: string, handles: number): ProcessFigures => {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  // After the name, which may hold blanks and brackets: utime and stime are the 14th and 15th of all.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    mib: Number(kib) / 1024,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    handles,
  };
};

const isGone = (error: unknown): boolean =>
  ["ENOENT", "ESRCH"].includes(String((error as NodeJS.ErrnoException).code));

/** Undefined when it has ended, or there is no /proc. */
export const readFigures = (pid: number): ProcessFigures | undefined => {
  const read = (name: string): string => readFileSync(`/proc/${pid}/${name}`, "utf8");
  try {
    const figures = toFigures(read("status"), read("stat"), readdirSync(`/proc/${pid}/fd`).length);
    // What has ended and is not waited for yet has no memory.
    return Number.isNaN(figures.mib) ? undefined : figures;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};
