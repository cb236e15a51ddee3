// Writes docs/openapi.yaml: needed whenever a codec, a limit, a route or a problem changes.
import { openApiYaml } from "@message-handler/api-contract/openapi/openapi.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(import.meta.dirname, "../docs/openapi.yaml");
writeFileSync(file, openApiYaml);
console.log(`Wrote ${file}`);
