// Bundles the functions and synthesises the stacks, each only when something it is made from changed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { namePrefixIn, toStackName } from "../infra/config/installation.ts";
import { bundleFolders, type Bundle } from "../infra/config/bundle.ts";
import { bundleFunctions, chosenBundle } from "./bundle-functions.ts";
import { variableNames } from "../infra/config/variables.ts";
import { ifChanged } from "./if-changed.ts";

const root = join(import.meta.dirname, "..");

/** The environment variables that infra/main.ts reads. */
type Variables = Readonly<Record<string, string>>;

const runSynth = async (variables: Variables, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["infra/main.ts", "--environments"], {
      cwd: root,
      // stdout belongs to the log of the system that is about to start.
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CHECKPOINT_DISABLE: "1", ...variables },
      ...(signal === undefined ? {} : { signal }),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) {
        process.stderr.write(output);
        resolve();
      } else reject(new Error(output.trimEnd() || `the synth ended with code ${code}`));
    });
  });

const lockfile = "pnpm-lock.yaml";
const product = [
  "functions/**/*.ts",
  "packages/{api-contract,aws-client,domain,lambda-kit,message-store}/**/*.ts",
];
/** Tests and their support are in no bundle and no stack. */
const testsOnly = /\.(test|fixture)\.ts$|\/testing\/|^infra\/(policies|acceptance)\//;

/** Who may call the API; `jwt` needs to know whose tokens. */
export type LocalAuth = { readonly kind: "none" | "iam" } | { readonly kind: "jwt"; readonly issuer: string };

/** How the local environment differs from its configuration. */
export type LocalVariant = { readonly auth?: LocalAuth; readonly corsOrigin?: string | undefined };

/**
 * The variants of the local stack have folders of their own: `cdktf.out` holds what gets deployed, byte for byte the
 * same whatever was run last. Undefined variables are empty, so that none is taken from the person's own.
 */
const toSynth = ({ auth = { kind: "none" }, corsOrigin }: LocalVariant, bundle: Bundle) => {
  const suffix = [
    auth.kind === "none" ? [] : auth.kind,
    corsOrigin === undefined ? [] : "cors",
    bundle === "slim" ? [] : bundle,
  ]
    .flat()
    .join("-");
  return {
    name: suffix === "" ? "synth" : `synth-${suffix}`,
    folder: suffix === "" ? "cdktf.out" : `dist/cdktf.out-${suffix}`,
    variables: {
      LOCAL_AUTH: auth.kind === "none" ? "" : auth.kind,
      LOCAL_ISSUER: auth.kind === "jwt" ? auth.issuer : "",
      LOCAL_CORS_ORIGIN: corsOrigin ?? "",
    },
  };
};

/** False when the zips are what they would be made again. `onFunction` gets a line for each that is made. */
export const bundleIfChanged = async (onFunction?: (line: string) => void): Promise<boolean> => {
  const bundle = chosenBundle();
  return ifChanged({
    root,
    name: `bundle-${bundle}`,
    inputs: [
      ...product,
      "packages/aws-client/package.json",
      "scripts/{bundle-functions,lean-sdk}.ts",
      "infra/config/bundle.ts",
      lockfile,
    ],
    ignored: testsOnly,
    variables: [],
    outputs: [`${bundleFolders[bundle]}/*.zip`],
    run: async () => {
      await bundleFunctions(bundle, onFunction);
    },
  });
};

export type Synthesised = {
  /** The cdk.tf.json of the environment. */
  readonly stackFile: string;
  /** False when it is what it would be made again. */
  readonly ran: boolean;
};

/** Of the functions as they are bundled. */
export const synthesiseIfChanged = async (
  environment: string,
  variant: LocalVariant = {},
  signal?: AbortSignal,
): Promise<Synthesised> => {
  const bundle = chosenBundle();
  const { name, folder, variables } = toSynth(variant, bundle);
  const given: NodeJS.ProcessEnv = { ...process.env, ...variables, CDKTF_OUTDIR: folder };
  const ran = await ifChanged({
    root,
    name,
    inputs: [
      "infra/**/*.ts",
      "packages/{domain,api-contract}/**/*.ts",
      `${bundleFolders[bundle]}/*.zip`,
      "cdktf.json",
      lockfile,
    ],
    ignored: testsOnly,
    variables: variableNames.map((each) => given[each] ?? ""),
    outputs: [`${folder}/**`],
    run: async () => runSynth({ ...variables, CDKTF_OUTDIR: join(root, folder) }, signal),
  });
  return {
    stackFile: join(root, folder, "stacks", toStackName(namePrefixIn(given), environment), "cdk.tf.json"),
    ran,
  };
};

/** Returns the path of the environment's cdk.tf.json. */
export const synthesise = async (environment: string): Promise<string> => {
  await bundleIfChanged();
  return (await synthesiseIfChanged(environment)).stackFile;
};
