// Bundles every function into one reproducible zip: `dist/<function>.zip`, its source map beside it.
// The same sources give the same bytes on any machine, checkout, time zone and umask.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { zipSync } from "fflate";
import * as E from "fp-ts/lib/Either.js";
import { Bundle, bundleFolders, bundleIn } from "../infra/config/bundle.ts";
import { leanSdk } from "./lean-sdk.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** The bundle that the environment asks for; a misspelt one is refused, as it would pass for the other. */
export const chosenBundle = (): Bundle => {
  const chosen = Bundle.decode(bundleIn(process.env));
  if (E.isLeft(chosen)) throw new Error(`MESSAGE_HANDLER_BUNDLE: expected ${Bundle.name}`);
  return chosen.right;
};

/** io-ts makes each of its codecs when it is loaded. Marked, those that nobody uses are left out, three quarters of it. */
const markPure = (source: string): string => {
  const marked = source
    .replaceAll("/** @class */", "/* @__PURE__ */")
    .replaceAll(/^((?:export )?var \w+ = )(?=new \w+Type\(\)|refinement\()/gm, "$1/* @__PURE__ */ ");
  if (!/= \/\* @__PURE__ \*\/ \(function.*= \/\* @__PURE__ \*\/ new /s.test(marked))
    throw new Error("io-ts has no classes and codecs where they were");
  return marked;
};

// fp-ts and io-ts resolve in Node, tsc and esbuild alike only as CommonJS (`lib`), which cannot be tree-shaken.
// Their ES modules hold the same code and shrink the bundle of a small function from 49 to 10 KB.
const fpTsAsEsModules: esbuild.Plugin = {
  name: "fp-ts-as-es-modules",
  setup(build) {
    build.onResolve({ filter: /^(fp-ts|io-ts)(\/lib\/.*)?$/ }, (args) => {
      if (args.pluginData === "resolved") return undefined;
      const path = args.path.includes("/")
        ? args.path.replace("/lib/", "/es6/")
        : `${args.path}/es6/index.js`;
      return build.resolve(path, { resolveDir: args.resolveDir, kind: args.kind, pluginData: "resolved" });
    });
    build.onLoad({ filter: /\/io-ts\/es6\/index\.js$/ }, ({ path }) => ({
      contents: markPure(readFileSync(path, "utf8")),
      loader: "js",
    }));
  },
};

export const optionsOf = (name: string, bundle: Bundle) =>
  ({
    absWorkingDir: root,
    entryPoints: [`functions/${name}/main.ts`],
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    // `untrimmed-sdk` puts the SDK's own clients in the place of the slim ones: packages/aws-client/package.json.
    conditions: ["module", ...(bundle === "plain" ? ["untrimmed-sdk"] : [])],
    // Loading node:http through `import()` reads every lazy export of it, undici included: 11–15 ms of cold start.
    supported: { "dynamic-import": false },
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    plugins: [fpTsAsEsModules, ...(bundle === "slim" ? [leanSdk] : [])],
  }) as const satisfies esbuild.BuildOptions;

const bundleFunction = async (
  name: string,
  bundle: Bundle,
): Promise<{ code: Uint8Array; map: Uint8Array }> => {
  const { outputFiles } = await esbuild.build({
    ...optionsOf(name, bundle),
    outfile: `dist/${name}.js`,
    write: false,
    minify: true,
    sourcemap: "external",
    sourcesContent: false,
  });
  const output = (suffix: string): Uint8Array => {
    const file = outputFiles.find(({ path }) => path.endsWith(suffix));
    if (file === undefined) throw new Error(`esbuild wrote no ${suffix} for ${name}`);
    return file.contents;
  };
  return { code: output(".js"), map: output(".js.map") };
};

/** Where a debugger finds the function as it was written; undefined when there is no such function. */
export const bundleForDebugger = async (name: string): Promise<string | undefined> => {
  if (!existsSync(join(root, "functions", name, "main.ts"))) return undefined;
  const folder = join(dist, "inspect", name);
  await esbuild.build({ ...optionsOf(name, "slim"), outfile: join(folder, "index.js"), sourcemap: "linked" });
  await esbuild.stop();
  // The package around it is of ES modules.
  writeFileSync(join(folder, "package.json"), '{"type":"commonjs"}');
  return folder;
};

// Zip entries carry a local time and a file mode: noon of the first day that the format knows, and rw-r--r--.
export const toZip = (code: Uint8Array, file = "index.js"): Uint8Array =>
  zipSync({
    [file]: [code, { level: 9, mtime: new Date(1980, 0, 1, 12), os: 3, attrs: 0o100644 << 16 }],
  });

/** An unchanged file keeps its timestamp, so that later steps do not take it for new. */
const writeIfChanged = (path: string, bytes: Uint8Array): void => {
  if (!existsSync(path) || !readFileSync(path).equals(bytes)) writeFileSync(path, bytes);
};

/** As docs/performance.md has it: exact to a tenth of a KiB. */
export const toBundleLine = (path: string, bytes: number): string =>
  `${path}  ${(bytes / 1024).toFixed(1)} KiB`;

/** Writes the zips and returns one line per function, for people. `onFunction` gets each as it is made. */
export const bundleFunctions = async (
  bundle: Bundle,
  onFunction?: (line: string) => void,
): Promise<readonly string[]> => {
  const folder = bundleFolders[bundle];
  mkdirSync(join(root, folder), { recursive: true });
  const names = readdirSync(join(root, "functions")).filter((name) =>
    existsSync(join(root, "functions", name, "main.ts")),
  );
  const lines: string[] = [];
  for (const name of names) {
    const { code, map } = await bundleFunction(name, bundle);
    const zip = toZip(code);
    writeIfChanged(join(root, folder, `${name}.zip`), zip);
    writeIfChanged(join(root, folder, `${name}.js.map`), map);
    const line = toBundleLine(`${folder}/${name}.zip`, zip.byteLength);
    lines.push(line);
    onFunction?.(line);
  }
  // Its service would stay for as long as this process does.
  await esbuild.stop();
  return lines;
};
