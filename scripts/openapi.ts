// Writes docs/openapi.yaml anew: needed whenever a codec, a limit or a problem changes.
import { writeFileSync } from "node:fs";
import { apiDescriptionFile, toApiDescription } from "./api-description.ts";

writeFileSync(apiDescriptionFile, await toApiDescription());
console.log(`Wrote ${apiDescriptionFile}`);
