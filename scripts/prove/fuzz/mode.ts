// `pnpm prove --fuzz`: generated requests to the running system, and many more generated bodies to the worker alone.
import { bundleIfChanged, synthesiseIfChanged } from "../../synthesise.ts";
import type { Mode } from "../mode.ts";
import { fuzzEdge } from "./fuzz-edge.ts";
import { fuzzWorker } from "./fuzz-worker.ts";

const shown = 3;

/** One of so many goes through the whole system, which takes so much longer. */
const edgeShare = 20;

/** Letters and digits, which nothing on the way writes in another form; different for each seed. */
const toMarker = (seed: number): string =>
  `mk${Math.imul(seed + 1, 0x9e3779b1)
    .toString(36)
    .replace("-", "z")}qx`;

export const fuzzMode: Mode = {
  flag: "fuzz",
  description: "generated bodies and headers: one outcome each, no crash, and no value in logs or errors",
  run: async ({ messages = 20_000, seed }, progress) => {
    progress.show("the functions are bundled, and the stack synthesised");
    await bundleIfChanged();
    const { stackFile } = await synthesiseIfChanged("local");
    const requests = Math.ceil(messages / edgeShare);
    const marker = toMarker(seed);
    const markers = { body: marker, path: `p${marker.slice(1)}` };
    const edge = await fuzzEdge({ stackFile, seed, markers, requests, onProgress: progress.show });
    const worker = await fuzzWorker({
      seed,
      marker,
      messages: messages - requests,
      onProgress: (deliveries) =>
        progress.show(`${deliveries} of ${messages - requests} deliveries to the worker`),
    });
    // The smallest case first.
    const failures = [...(worker.failure === undefined ? [] : [worker.failure]), ...edge.failures];
    const figures = {
      requests: edge.requests,
      accepted: edge.accepted,
      refused_by_status: edge.refused_by_status,
      deliveries: edge.accepted + worker.deliveries,
      processed: edge.processed + worker.processed,
      rejected: edge.rejected + worker.rejected,
      seed,
    };
    const isEnough = edge.accepted > edge.requests / 5 && worker.processed > worker.deliveries / 10;
    const ok = failures.length === 0 && isEnough;
    return {
      ok,
      figures: { ...figures, failures: failures.slice(0, shown) },
      summary: [
        ...failures.slice(0, shown).map((failure) => `✖ ${failure}`),
        ...(isEnough || failures.length > 0 ? [] : ["✖ too few messages were accepted to prove anything"]),
        ...(ok ? [] : [`Again: pnpm prove --fuzz --messages ${messages} --seed ${seed}`, ""]),
        `${ok ? "✔" : "✖"} ${figures.requests} requests: ${figures.accepted} accepted, refused ${JSON.stringify(figures.refused_by_status)}`,
        `${figures.deliveries} messages delivered: ${figures.processed} processed, ${figures.rejected} rejected`,
      ].join("\n"),
    };
  },
};
