// `pnpm tour:docs`: plays the tour on two systems of its own, and writes docs/tour.md and its part of README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLocalCloud, type LocalCloud } from "@message-handler/local-cloud";
import { startLocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { localTokens } from "../infra/config/auth.ts";
import { bundleIfChanged, synthesiseIfChanged, type LocalAuth } from "./synthesise.ts";
import { makePages, withReadmePart } from "./tour/page.ts";
import { decodeTourSystem, type TourSystem } from "./tour/tour-system.ts";

const root = join(import.meta.dirname, "..");

const start = async (auth: LocalAuth) =>
  startLocalCloud({
    stackFile: (await synthesiseIfChanged("local", { auth })).stackFile,
    apiPort: 0,
    awsPort: 0,
    speed: 60,
    log: () => {},
  });

await bundleIfChanged();
await using running = new AsyncDisposableStack();
const issuer = running.adopt(await startLocalIssuer({ port: 0, ...localTokens }), async ({ stop }) => stop());
const open = running.adopt(await start({ kind: "none" }), async ({ stop }) => stop());
const tokens = running.adopt(await start({ kind: "jwt", issuer: issuer.url }), async ({ stop }) => stop());

const toSystem = ({ outputs, awsEndpoint }: LocalCloud): TourSystem =>
  decodeTourSystem({ ...outputs, aws_endpoint: awsEndpoint });

const pages = await makePages(toSystem(open), toSystem(tokens));
const readme = join(root, "README.md");
writeFileSync(join(root, "docs/tour.md"), pages.tour);
writeFileSync(readme, withReadmePart(readFileSync(readme, "utf8"), pages.readme));
