// What the local API's port answers outside of the API: what this is, how to call it, and its description.
import { openApi } from "@message-handler/api-contract/openapi/openapi.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toSampleCommand, type RunningSystem } from "./sample-commands.ts";

type Shown = RunningSystem & {
  readonly awsEndpoint: string;
  /** Posts a message. */
  readonly sample: string;
};

const title = "Message handler";
const summary = "Accepts order messages and reports the result of each. This is the system running locally.";
const credentials: Readonly<Record<string, string>> = {
  none: "without credentials",
  iam: "with signed requests (SigV4), here by any credentials",
  jwt: "with a token of the issuer, for a company",
};

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const toHtml = ({ apiUrl, awsEndpoint, auth, sample }: Shown): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>body { font: 1rem/1.5 system-ui; max-width: 52rem; margin: 2rem auto; padding: 0 1rem } pre { overflow: auto }</style>
<main>
<h1>${title}</h1>
<p>${summary}</p>
<p>The API is at <code>${escape(apiUrl)}</code>, ${escape(credentials[auth] ?? auth)}. To post a message:</p>
<pre tabindex="0"><code>${escape(sample)}</code></pre>
<ul>
<li><a href="docs/api.md">docs/api.md</a>: how to call it, with code</li>
<li><a href="openapi.json">openapi.json</a>: its description for programs (OpenAPI 3.1)</li>
<li>the console, to look inside and make something fail: paste <code>${escape(awsEndpoint)}/_local/</code> into the address bar, as it refuses links of other pages</li>
</ul>
</main>
</html>
`;

const toJson = ({ apiUrl, awsEndpoint, auth, sample }: Shown): unknown => {
  const { origin } = new URL(apiUrl);
  return {
    title,
    summary,
    api_url: apiUrl,
    auth,
    sample,
    documentation: `${origin}/docs/api.md`,
    openapi: `${origin}/openapi.json`,
    console: `${awsEndpoint}/_local/`,
  };
};

const json = (body: unknown) => ({
  contentType: "application/json",
  body: `${JSON.stringify(body, undefined, 2)}\n`,
});

const toPages = (shown: Shown, documentation: string) => ({
  "/": [json(toJson(shown)), { contentType: "text/html; charset=utf-8", body: toHtml(shown) }],
  "/openapi.json": [
    json({ ...openApi, servers: [{ url: shown.apiUrl, description: "This system, running locally." }] }),
  ],
  "/docs/api.md": [{ contentType: "text/plain; charset=utf-8", body: documentation }],
});

export const toApiPages = (system: RunningSystem, awsEndpoint: string) => {
  const documentation = readFileSync(join(import.meta.dirname, "../docs/api.md"), "utf8");
  const sample = toSampleCommand(system).join("\n");
  return toPages(
    { ...system, awsEndpoint, sample },
    documentation.replaceAll("http://127.0.0.1:3000", new URL(system.apiUrl).origin),
  );
};
