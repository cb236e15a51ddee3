// `pnpm bundle`: writes the functions' zips, which a synth and a deployment need.
import { bundleFunctions, chosenBundle } from "./bundle-functions.ts";

for (const line of await bundleFunctions(chosenBundle())) console.log(line);
