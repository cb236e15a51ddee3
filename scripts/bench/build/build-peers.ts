// The peers, each bundled as its users bundle it.
import { join } from "node:path";
import * as esbuild from "esbuild";
import { peersFolder } from "./install-peers.ts";
import { names, type Subject } from "../subject.ts";
import { writeBundle } from "./write-bundle.ts";

type Peer = Pick<Subject, "functionName" | "name"> & {
  /** In the folder of the peers. */
  readonly entry: string;
  readonly options: esbuild.BuildOptions;
  /** The SDK is not in the bundle: Lambda's runtime brings it. */
  readonly usesRuntimesSdk?: true;
  readonly extraRequests?: number;
};

const esModule: esbuild.BuildOptions = {
  format: "esm",
  target: "node24",
  minify: true,
  mainFields: ["module", "main"],
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};

const commonJs: esbuild.BuildOptions = { format: "cjs", target: "node24", minify: true };

/** What NodejsFunction passes for a fixed runtime (bundling.ts): no format, not minified, the SDK left to the runtime. */
const cdk: esbuild.BuildOptions = { target: "node24", external: ["@aws-sdk/*", "@smithy/*"] };

/** What SST passes (pkg/runtime/node/build.go), with its default `minify`. */
const sst: esbuild.BuildOptions = {
  format: "esm",
  target: "esnext",
  keepNames: true,
  minify: true,
  mainFields: ["module", "main"],
  external: ["sharp", "pg-native"],
  banner: {
    js: [
      `import { createRequire as topLevelCreateRequire } from 'module';`,
      `const require = topLevelCreateRequire(import.meta.url);`,
      `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
      `const __filename = topLevelFileUrlToPath(import.meta.url)`,
      `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
    ].join("\n"),
  },
};

const worker = { functionName: "process-message" };
const reader = { functionName: "query-messages" };
const authorizer = { functionName: "authorize-caller" };

const peers: readonly Peer[] = [
  { ...worker, name: names.plainSdk, entry: "worker/plain-sdk.mjs", options: esModule },
  { ...worker, name: names.cdk, entry: "worker/plain-sdk.mjs", options: cdk, usesRuntimesSdk: true },
  { ...worker, name: names.sst, entry: "worker/plain-sdk.mjs", options: sst },
  { ...worker, name: names.middy, entry: "worker/middy.mjs", options: esModule },
  // Its idempotency writes that a message is in progress, and that it is done.
  {
    ...worker,
    name: names.powertools,
    entry: "worker/powertools.mjs",
    options: esModule,
    extraRequests: 2,
  },
  { ...worker, name: names.awsLite, entry: "worker/aws-lite.mjs", options: commonJs },
  { ...worker, name: names.floor, entry: "worker/raw-sigv4.mjs", options: commonJs },
  { ...reader, name: names.plainSdk, entry: "reader/plain-sdk.mjs", options: esModule },
  { ...reader, name: names.cdk, entry: "reader/plain-sdk.mjs", options: cdk, usesRuntimesSdk: true },
  { ...authorizer, name: names.jwtVerify, entry: "authorizer/aws-jwt-verify.mjs", options: esModule },
];

const buildPeer = async (folder: string, peer: Peer): Promise<Subject> => {
  const { functionName, name, entry, options, usesRuntimesSdk, extraRequests = 0 } = peer;
  const { outputFiles } = await esbuild.build({
    absWorkingDir: peersFolder,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    logLevel: "error",
    ...options,
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild wrote nothing");
  const { bundle, zipBytes } = await writeBundle({
    folder: join(folder, `${functionName}-${name.replaceAll(/\W+/g, "-")}`),
    file: options.format === "esm" ? "index.mjs" : "index.js",
    code: output.contents,
    ...(usesRuntimesSdk === true ? { modules: join(peersFolder, "node_modules") } : {}),
  });
  return {
    functionName,
    name,
    bundle,
    zipBytes: usesRuntimesSdk === true ? undefined : zipBytes,
    extraRequests,
  };
};

/** A function that does nothing: what is left of a process's cost when it is taken away is the others' own. */
const buildNothing = async (folder: string): Promise<readonly Subject[]> => {
  const code = Buffer.from("exports.handler = async () => {};");
  const { bundle, zipBytes } = await writeBundle({ folder: join(folder, "nothing"), file: "index.js", code });
  return [worker, reader, authorizer].map((role) => ({
    ...role,
    name: names.nothing,
    bundle,
    zipBytes,
    extraRequests: 0,
  }));
};

export const buildPeers = async (folder: string): Promise<readonly Subject[]> => {
  const subjects: Subject[] = [];
  for (const peer of peers) subjects.push(await buildPeer(folder, peer));
  return [...subjects, ...(await buildNothing(folder))];
};
