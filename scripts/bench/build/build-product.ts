// The product as it is deployed, over the SDK's own clients, and without its rehearsal.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { unzipSync } from "fflate";
import { bundleFolders, type Bundle } from "../../../infra/config/bundle.ts";
import { bundleFunctions, optionsOf } from "../../bundle-functions.ts";
import { authorizer } from "../tasks/authorizer.ts";
import { names, type Subject } from "../subject.ts";
import { writeBundle } from "./write-bundle.ts";

const root = join(import.meta.dirname, "../../..");
const functionNames = ["process-message", "query-messages", authorizer.functionName];

type Made = { readonly functionName: string; readonly name: string; readonly folder: string };

/** What was zipped for Lambda, taken out of the zip again. */
const unpack = async (made: Made, bundle: Bundle): Promise<Subject> => {
  const zip = await readFile(join(root, bundleFolders[bundle], `${made.functionName}.zip`));
  const [[file, code] = []] = Object.entries(unzipSync(zip)).filter(([path]) => /^index\.m?js$/.test(path));
  if (code === undefined || (file !== "index.js" && file !== "index.mjs"))
    throw new Error(`${made.functionName}.zip has no index.js`);
  const written = await writeBundle({ folder: made.folder, file, code });
  return { ...made, bundle: written.bundle, zipBytes: zip.byteLength, extraRequests: 0 };
};

const noRehearsal: esbuild.Plugin = {
  name: "no-rehearsal",
  setup(build) {
    let found = false;
    build.onLoad({ filter: /\/lambda-kit\/prime\.ts$/ }, () => {
      found = true;
      return { contents: "export const prime = () => {}, rehearsalInvocation = {};", loader: "js" };
    });
    build.onEnd(() => {
      if (!found) throw new Error("no-rehearsal: the functions do not begin it where they did");
    });
  },
};

const buildWithoutRehearsal = async (made: Made): Promise<Subject> => {
  const options = optionsOf(made.functionName, "slim");
  const { outputFiles } = await esbuild.build({
    ...options,
    plugins: [noRehearsal, ...options.plugins],
    write: false,
    minify: true,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild wrote nothing");
  const written = await writeBundle({ folder: made.folder, file: "index.js", code: output.contents });
  return { ...made, ...written, extraRequests: 0 };
};

export const buildProduct = async (folder: string): Promise<readonly Subject[]> => {
  for (const bundle of ["slim", "plain"] as const) await bundleFunctions(bundle);
  const subjects: Subject[] = [];
  for (const functionName of functionNames) {
    const toMade = (name: string): Made => ({
      functionName,
      name,
      folder: join(folder, `${functionName}-${name.replaceAll(/\W+/g, "-")}`),
    });
    subjects.push(
      await unpack(toMade(names.product), "slim"),
      await buildWithoutRehearsal(toMade(names.unrehearsed)),
      // The authorizer calls nothing of AWS: it has no other bundle.
      ...(functionName === authorizer.functionName ? [] : [await unpack(toMade(names.untrimmed), "plain")]),
    );
  }
  return subjects;
};
