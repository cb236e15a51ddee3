// The files of the console, the page under /_local/: bundled when it is first asked for, and kept.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { pageGuards } from "./page-guards.ts";

const directory = join(import.meta.dirname, "../console");

const contentTypes: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "favicon.svg": "image/svg+xml",
  "main.js": "text/javascript; charset=utf-8",
  "main.js.map": "application/json",
  "styles.css": "text/css; charset=utf-8",
  "styles.css.map": "application/json",
};

type Files = ReadonlyMap<string, Buffer>;

const bundle = async (): Promise<Files> => {
  // Here and not above: most runs never open the page.
  const esbuild = await import("esbuild");
  const building = esbuild.build({
    absWorkingDir: directory,
    entryPoints: ["main.ts", "styles.css"],
    outdir: ".",
    write: false,
    bundle: true,
    format: "esm",
    target: "es2024",
    minify: true,
    sourcemap: true,
    logLevel: "silent",
  });
  // Or its process would stay as long as this one.
  const { outputFiles } = await building.finally(() => void esbuild.stop());
  const asTheyAre = ["index.html", "favicon.svg"].map(
    async (name) => [name, await readFile(join(directory, name))] as const,
  );
  return new Map([
    ...(await Promise.all(asTheyAre)),
    ...outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)] as const),
  ]);
};

let bundled: Promise<Files> | undefined;

const toFile = async (name: string, contentType: string): Promise<HttpResponse> => {
  bundled ??= bundle();
  try {
    const body = (await bundled).get(name);
    if (body === undefined) throw new Error(`there is no ${name} in the bundle`);
    return { status: 200, headers: { ...pageGuards, "content-type": contentType }, body };
  } catch (error) {
    bundled = undefined;
    const headers = { ...pageGuards, "content-type": "text/plain; charset=utf-8" };
    return { status: 500, headers, body: Buffer.from(`The console cannot be bundled: ${String(error)}`) };
  }
};

/** Undefined where the request asks for something else under `/_local`. */
export const consoleFile = async ({ method, url }: HttpRequest): Promise<HttpResponse | undefined> => {
  if (method !== "GET" && method !== "HEAD") return undefined;
  const path = url.split("?")[0] ?? "";
  if (path === "/_local")
    return { status: 308, headers: { ...pageGuards, location: "/_local/" }, body: Buffer.alloc(0) };
  const name = path.slice("/_local/".length) || "index.html";
  const contentType = Object.hasOwn(contentTypes, name) ? contentTypes[name] : undefined;
  return contentType === undefined ? undefined : toFile(name, contentType);
};
