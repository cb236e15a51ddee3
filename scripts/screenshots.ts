// `pnpm screenshots`: README's pictures, taken of a running system in the middle of an outage. Needs Linux (`script`) and
// Chromium, at /usr/bin/chromium or where CHROMIUM says, and a checkout and ports that no other system uses: README
// names these ports.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import { leaveClean } from "./tour/leave-clean.ts";
import { playStep } from "./tour/play-step.ts";
import { makeSend, type Send, type TourRequest } from "./tour/request.ts";
import { newTourIds, toStory, type Step } from "./tour/story.ts";
import { readTourSystem, type TourSystem } from "./tour/tour-system.ts";

const root = join(import.meta.dirname, "..");
const images = join(root, "docs/images");
const terminal = { columns: 100, rows: 38 };
const { signal } = new AbortController();
const say = (text: string): void => console.error(text);

const read = (path: string): string => readFileSync(createRequire(import.meta.url).resolve(path), "utf8");

/** `npm start` on a terminal of its own; everything that the terminal is told is kept. */
const startOnTerminal = async () => {
  const size = `stty cols ${terminal.columns} rows ${terminal.rows}`;
  const command = `${size}; exec "${process.execPath}" scripts/start.ts --speed 60`;
  const child = spawn("script", ["--quiet", "--command", command, "/dev/null"], {
    cwd: root,
    env: { ...process.env, TERM: "xterm-256color", COLORTERM: "truecolor" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const closed = once(child, "close");
  while (!told.includes("Try it from another terminal")) {
    if (child.exitCode !== null) throw new Error(`npm start ended: ${told}`);
    await sleep(100);
  }
  return {
    told: () => told,
    stop: async (): Promise<void> => {
      child.stdin.write("\u0003");
      await closed;
    },
  };
};

const requestsOf = (system: TourSystem): readonly TourRequest[] =>
  toStory(system, newTourIds())
    .slice(0, 1)
    .flatMap(({ steps }) => steps.flatMap((step) => ("request" in step ? step.request : [])))
    .filter(({ method }) => method === "POST");

/** Some messages a second, as the numbers and lines of the console need them. */
const makeTraffic = async (system: TourSystem, send: Send, seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    const many = 4 + ((second * 7) % 9);
    for (let count = 0; count < many; count += 1)
      for (const request of requestsOf(system)) await send(request, signal);
    await sleep(1000);
  }
};

/** Plays the tour up to the alarm: the database is failing still, and a message is dead-lettered. */
const playUntilAlarm = async (system: TourSystem, send: Send): Promise<void> => {
  const deps = { send, tokens: new Map<string, string>(), issuer: undefined, signal };
  const steps: readonly Step[] = toStory(system, newTourIds()).flatMap((chapter) => chapter.steps);
  for (const step of steps) {
    await playStep(step, deps);
    if ("request" in step && step.request.url.endsWith("/_local/state")) return;
  }
};

type Scheme = "light" | "dark";
const schemes: readonly Scheme[] = ["light", "dark"];
const terminalThemes = {
  light: {
    background: "#ffffff",
    foreground: "#1f2328",
    cursor: "#ffffff",
    red: "#cf222e",
    green: "#116329",
    magenta: "#8250df",
  },
  dark: {
    background: "#0d1117",
    foreground: "#e6edf3",
    cursor: "#0d1117",
    red: "#ff7b72",
    green: "#3fb950",
    magenta: "#bc8cff",
  },
} satisfies Record<Scheme, object>;

const pictureOf = (name: string, scheme: Scheme): string => join(images, `${name}-${scheme}.png`);

/** Open from before the traffic, so that it has seen it. */
const openConsole = async (browser: Browser, url: string): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 } });
  await page.goto(url);
  return page;
};

const takeConsole = async (page: Page): Promise<void> => {
  // The page shows what is live a moment later.
  for (const hasText of [/1\s*dead letter/, /ALARM\s*dead-letters/])
    await page.locator("body").filter({ hasText }).waitFor();
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: pictureOf("console", scheme) });
  }
};

const takeTerminal = async (browser: Browser, told: string, scheme: Scheme): Promise<void> => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const { background } = terminalThemes[scheme];
  await page.setContent(
    `<!doctype html><body style="margin: 0"><div id="terminal" style="display: inline-block; padding: 12px; background: ${background}"></div>`,
  );
  await page.addStyleTag({
    content: `${read("@xterm/xterm/css/xterm.css")} .xterm .scrollbar { display: none }`,
  });
  await page.addScriptTag({ content: read("@xterm/xterm/lib/xterm.js") });
  const options = {
    cols: terminal.columns,
    rows: terminal.rows,
    theme: terminalThemes[scheme],
    fontFamily: "DejaVu Sans Mono, monospace",
    fontSize: 14,
    lineHeight: 1.2,
    scrollback: 0,
    cursorInactiveStyle: "none",
  };
  await page.evaluate(
    `new Promise((resolve) => {
      const terminal = new Terminal(${JSON.stringify(options)});
      terminal.open(document.getElementById("terminal"));
      terminal.write(${JSON.stringify(told)}, () => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    })`,
  );
  await page.locator("#terminal").screenshot({ path: pictureOf("terminal", scheme) });
  await page.close();
};

mkdirSync(images, { recursive: true });
const outputs = join(root, "outputs.json");
const system = await startOnTerminal();
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const running = await readTourSystem(outputs);
  const send = makeSend(new Map());
  await playUntilAlarm(running, send);
  const told = system.told();
  for (const scheme of schemes) await takeTerminal(browser, told, scheme);
  await leaveClean(running, say, signal);
  const page = await openConsole(browser, `${running.aws_endpoint}/_local/`);
  await makeTraffic(running, send, 20);
  await playUntilAlarm(running, send);
  await takeConsole(page);
} finally {
  await browser.close();
  await system.stop();
}
say(`Written: ${images}`);
