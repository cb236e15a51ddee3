// `pnpm bundle`: writes the functions' zips, which a synth and a deployment need.
import { bundleFunctions } from "./bundle-functions.ts";

for (const line of await bundleFunctions()) console.log(line);
