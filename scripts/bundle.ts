// `pnpm bundle`: the functions' zips, for whoever synthesises or deploys next.
import { bundleFunctions } from "./bundle-functions.ts";

for (const line of await bundleFunctions()) console.log(line);
