// Compares what the functions' bundles weigh, load, ask and cost to start with what was recorded.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

const Footprint = t.type({
  zipBytes: t.number,
  /** In the first invocation, after the rehearsal: to AWS, or to the issuer of tokens. */
  requests: t.number,
  /** Modules of Node itself that are loaded by its end. */
  builtins: t.number,
  /** Of loading the function and of its first invocation, beside those of a function that does nothing; millions. */
  instructions: t.union([t.number, t.undefined]),
});
export type Footprint = t.TypeOf<typeof Footprint>;

/** What may be off, as a share of what was recorded. */
const tolerances: Readonly<Record<keyof Footprint, number>> = {
  // A change of a function's own code passes; a module that came in by accident does not.
  zipBytes: 0.02,
  requests: 0,
  builtins: 0,
  // Another processor has other instructions to choose from.
  instructions: 0.03,
};

/** Node's version and the processor's architecture decide about these two. */
const ofPlatform: readonly (keyof Footprint)[] = ["builtins", "instructions"];

const names: Readonly<Record<keyof Footprint, string>> = {
  zipBytes: "bytes of the zip",
  requests: "requests",
  builtins: "builtin modules",
  instructions: "million instructions of the cold start",
};

const Recorded = t.type({
  /** Node's version, and the processor's architecture. */
  platform: t.string,
  functions: t.record(t.string, Footprint),
});
export type Recorded = t.TypeOf<typeof Recorded>;

/** Throws when it is not what a record is. */
export const decodeRecorded = (json: string): Recorded => {
  const decoded = Recorded.decode(JSON.parse(json));
  if (E.isLeft(decoded)) throw new Error("this is no record of footprints");
  return decoded.right;
};

/** A line for each figure that is not what was recorded, whether it is worse or better. */
export const compareFootprint = (
  name: string,
  measured: Footprint,
  { platform, functions }: Recorded,
  measuredOn: string,
): readonly string[] => {
  const recorded = functions[name];
  if (recorded === undefined) return [`${name}: nothing is recorded`];
  const keys = (Object.keys(names) as (keyof Footprint)[]).filter(
    (key) => platform === measuredOn || !ofPlatform.includes(key),
  );
  return keys.flatMap((key) => {
    const [now, before, tolerance] = [measured[key], recorded[key], tolerances[key]];
    if (now === undefined || before === undefined || Math.abs(now - before) <= before * tolerance) return [];
    const mayBeOff = tolerance === 0 ? "" : `, of which ${tolerance * 100} % may be off`;
    return [`${name}: ${now} ${names[key]}; recorded are ${before}${mayBeOff}`];
  });
};

/** What no record makes right. */
export const findForbidden = (
  name: string,
  { loadsUndici, reads }: { readonly loadsUndici: boolean; readonly reads: readonly string[] },
): readonly string[] => [
  ...(loadsUndici ? [`${name}: loads undici, Node's other HTTP client`] : []),
  ...reads.map((path) => `${name}: looks for the settings of the AWS tools in ${path}`),
];
