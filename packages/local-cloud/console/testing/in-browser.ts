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

/** The browser tells of these itself when the system goes away: what the page then says is for the tests. */
const isDisconnection = (text: string): boolean =>
  /net::ERR_(CONNECTION_(REFUSED|RESET)|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)/.test(text);

const findBrowser = (): string | undefined => {
  const [found] = spawnSync("which", commands, { encoding: "utf8" }).stdout.split("\n");
  return found === undefined || found === "" ? applications.find((path) => existsSync(path)) : found;
};

export type Look = { readonly width?: number; readonly height?: number; readonly dark?: boolean };

export type Visit = {
  /** The running stack. */
  readonly shop: () => Shop;
  /** A new page at a route such as `#/messages`. */
  readonly open: (route?: string, look?: Look) => Promise<Page>;
};

/**
 * A suite with a running stack of its own. After each test it closes the pages, which must have asked no other host
 * and had no error in their console.
 */
export const describeInBrowser = (title: string, define: (visit: Visit) => void, stack?: object): void => {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    return void describe.skip(`${title}: not run without a browser; install the package chromium`, () => {
      it("is looked at in a browser");
    });

  describe(title, () => {
    let browser: Browser | undefined;
    let shop: Shop | undefined;
    let problems: string[] = [];
    before(async () => {
      shop = await startShop(stack);
      browser = await chromium.launch({ executablePath });
    });
    after(async () => {
      await browser?.close();
      await shop?.stop();
    });
    afterEach(async () => {
      await Promise.all((browser?.contexts() ?? []).map(async (context) => context.close()));
      const found = problems;
      problems = [];
      expect(found).to.deep.equal([]);
    });

    const running = (): { readonly browser: Browser; readonly shop: Shop } => {
      if (browser === undefined || shop === undefined) throw new Error("neither runs before the tests do");
      return { browser, shop };
    };
    const watch = (page: Page): void => {
      page.on("pageerror", ({ message }) => problems.push(message));
      page.on("console", (message) => {
        const [type, text] = [message.type(), message.text()];
        if ((type === "error" || type === "warning") && !isDisconnection(text)) problems.push(text);
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(`${running().shop.awsEndpoint}/`))
          problems.push(`asked ${request.url()}`);
      });
    };

    define({
      shop: () => running().shop,
      open: async (route = "", { width = 1440, height = 900, dark = false } = {}) => {
        const context = await running().browser.newContext({
          viewport: { width, height },
          colorScheme: dark ? "dark" : "light",
        });
        const page = await context.newPage();
        // Before the test's own time is up, so that it says what was waited for.
        page.setDefaultTimeout(30_000);
        watch(page);
        await page.goto(`${running().shop.awsEndpoint}/_local/${route}`);
        await page.getByText("Live", { exact: true }).waitFor();
        return page;
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
