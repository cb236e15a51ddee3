// Makes what the functions do not use of the SDK leave their bundles. Each rewrite asserts that it still finds what it
// rewrites: an SDK that has moved on fails the build, and says where.
import { readFileSync } from "node:fs";
import type { Metafile, OnLoadResult, Plugin } from "esbuild";

/** The models of a service: `export var PutItem$ = [9, n0, _PI, { [_h]: … }, …]`. */
const SCHEMAS = /\/client-(?:dynamodb|s3|sqs)\/dist-es\/schemas\/schemas_0\.js$/;

const CONSTANT = /^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * With computed keys, a model could have an effect when it is made, and none may be left out. Written out they are what
 * they were: each is a constant of the same file.
 */
export const writeOutKeys = (source: string, file: string): string => {
  const constants = new Map([...source.matchAll(CONSTANT)].map(([, name = "", text = ""]) => [name, text]));
  let keys = 0;
  const written = source.replaceAll(COMPUTED_KEY, (_all, name: string) => {
    const text = constants.get(name);
    if (text === undefined) throw new Error(`${file}: the key ${name} is not a constant of this file.`);
    keys += 1;
    return `${text}:`;
  });
  if (keys === 0) throw new Error(`${file}: there is no computed key to write out.`);
  if (/[{,]\s*\[[^\]]*\]:/.test(written)) throw new Error(`${file}: a computed key is left.`);
  return written;
};

/** Only operations with event streams ask for it, at the moment that they are called; the functions have none. */
const EVENT_STREAMS = "@smithy/core/event-streams";
const noEventStreams = `throw new Error("${EVENT_STREAMS} is not in this bundle");
export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;`;

/** Asks the global `crypto` for a UUID, for which Node loads all of its Web Crypto; `node:crypto` has the same at once. */
const UUID = /\/@smithy\/core\/dist-es\/submodules\/serde\/uuid\/v4\.js$/;

export const withNodeCrypto = (source: string, file: string): string => {
  if (!source.includes("crypto.randomUUID()")) throw new Error(`${file}: it asks no crypto for a UUID.`);
  return `import * as crypto from "node:crypto";\n${source}`;
};

const loadSchemas = ({ path }: { readonly path: string }): OnLoadResult => ({
  contents: writeOutKeys(readFileSync(path, "utf8"), path),
  loader: "js",
});

/** Of a client of the SDK, which no function uses: a single mention of one would bring all of it back. */
const CLIENT = /\/client-\w+\/dist-es\/(?:\w*Client|\w*ommand\w*)\b/;

/** Paths of files that something of is in the bundle. */
const filesIn = (metafile: Metafile): readonly string[] =>
  Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput === 0 ? [] : [path])),
  );

export const leanSdk: Plugin = {
  name: "lean-sdk",
  setup(build) {
    const found = { "models of a service": 0, "late import of event streams": 0, "source of UUIDs": 0 };
    build.onLoad({ filter: SCHEMAS }, (args) => {
      found["models of a service"] += 1;
      return loadSchemas(args);
    });
    build.onLoad({ filter: UUID }, ({ path }) => {
      found["source of UUIDs"] += 1;
      return { contents: withNodeCrypto(readFileSync(path, "utf8"), path), loader: "js" };
    });
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) => {
      if (kind !== "dynamic-import") return undefined;
      found["late import of event streams"] += 1;
      return { path, namespace: "left-out" };
    });
    build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: noEventStreams, loader: "js" }));
    build.onEnd(({ metafile }) => {
      const files = metafile === undefined ? [] : filesIn(metafile);
      const client = files.find((path) => CLIENT.test(path));
      if (client !== undefined) throw new Error(`lean-sdk: ${client} is in the bundle.`);
      const usesSdk = files.some((path) => path.includes("/@aws-sdk/client-"));
      for (const [what, times] of Object.entries(found))
        if (usesSdk && times === 0) throw new Error(`lean-sdk: the SDK has no ${what} where it was.`);
    });
  },
};
