// On what something was measured, for the subtitle of a chart.
import { arch, cpus, platform, totalmem } from "node:os";

/** When, on which machine; without its name, which concerns nobody. */
export const whenAndWhere = (at: Date): string => {
  const processors = cpus();
  const model = (processors[0]?.model ?? "")
    .replaceAll(/\(R\)|\(TM\)|CPU|@.*/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return [
    at.toISOString().slice(0, 10),
    `${processors.length} cores${model === "" ? "" : ` of ${model}`}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${platform()} ${arch()}`,
    `Node ${process.versions.node}`,
  ].join(" · ");
};
