// Suites that look at the console with the Chromium or Chrome of the machine.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import axe from "axe-core";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Shop, startShop } from "./start-shop.ts";

const commands = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const applications = ["Google Chrome", "Chromium"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** The browser tells of these itself when the system goes away or is starting: what the page says is for the tests. */
const isDisconnection = (text: string): boolean =>
  /net::ERR_(CONNECTION_(REFUSED|RESET)|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)|status of 503/.test(text);

const findBrowser = (): string | undefined => {
  const [found] = spawnSync("which", commands, { encoding: "utf8" }).stdout.split("\n");
  return found === undefined || found === "" ? applications.find((path) => existsSync(path)) : found;
};

/** One for all suites; the last hook of the run closes it. */
let launched: Promise<Browser> | undefined;
const launch = async (executablePath: string): Promise<Browser> =>
  (launched ??= chromium.launch({ executablePath }));
after(async () => (await launched)?.close());

export type Look = { readonly width?: number; readonly height?: number; readonly dark?: boolean };

export type Visit = {
  /** The running stack. */
  readonly shop: () => Shop;
  /** The suite's page, loaded anew at a route such as `#/messages`. */
  readonly open: (route?: string, look?: Look) => Promise<Page>;
};

/**
 * A suite with a running stack and a page of its own. The page must have asked no other host, and said nothing in its
 * console.
 */
export const describeInBrowser = (title: string, define: (visit: Visit) => void, stack?: object): void => {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    return void describe.skip(`${title}: not run without a browser; install the package chromium`, () => {
      it("is looked at in a browser");
    });

  describe(title, () => {
    let page: Page | undefined;
    let shop: Shop | undefined;
    let problems: string[] = [];
    before(async () => {
      const [started, browser] = await Promise.all([startShop(stack), launch(executablePath)]);
      shop = started;
      page = await browser.newPage();
      // Before the test's own time is up, so that it says what was waited for.
      page.setDefaultTimeout(30_000);
      watch(page);
    });
    after(async () => {
      await page?.close();
      await shop?.stop();
    });
    afterEach(() => {
      const found = problems;
      problems = [];
      expect(found).to.deep.equal([]);
    });

    const running = (): { readonly page: Page; readonly shop: Shop } => {
      if (page === undefined || shop === undefined) throw new Error("neither is there before the tests run");
      return { page, shop };
    };
    const watch = (watched: Page): void => {
      watched.on("pageerror", ({ message }) => problems.push(message));
      watched.on("console", (message) => {
        if (!isDisconnection(message.text())) problems.push(message.text());
      });
      watched.on("request", (request) => {
        const isOwn = request.url().startsWith(`${running().shop.awsEndpoint}/`);
        if (!isOwn && request.url() !== "about:blank") problems.push(`asked ${request.url()}`);
      });
    };

    define({
      shop: () => running().shop,
      open: async (route = "", { width = 1440, height = 900, dark = false } = {}) => {
        const { page: own, shop: at } = running();
        await own.setViewportSize({ width, height });
        await own.emulateMedia({ colorScheme: dark ? "dark" : "light" });
        // Or a route that differs only behind the `#` would not load it.
        await own.goto("about:blank");
        await own.goto(`${at.awsEndpoint}/_local/${route}`);
        await own.getByText("Live", { exact: true }).waitFor();
        return own;
      },
    });
  });
};

type Violations = readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];

/** By the rules of axe-core. */
export const assertAccessible = async (page: Page): Promise<void> => {
  // Evaluated by the browser itself: the page's policy would let no such script in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ readonly violations: Violations }>("axe.run()");
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`),
  ).to.deep.equal([]);
};

/** Nothing is wider than the window. */
export const assertFits = async (page: Page): Promise<void> => {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content, `at ${window} px`).to.equal(window);
};
