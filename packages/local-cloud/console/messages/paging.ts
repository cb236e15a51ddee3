// A list that is read page by page, and says how far it has come.
import type { Page } from "../aws/dynamodb.ts";
import type { Attributes, Item } from "../aws/item.ts";
import { makeLoad } from "../elements/load.ts";

export type Listed = {
  readonly items: readonly Item[];
  readonly examined: number;
  readonly next: Attributes | undefined;
};

/** Reads on until so many are found, or so many looked at: then the person decides. */
const pageSize = 50;
const patience = 5000;
/** Items that one call looks at where it keeps only some of them. */
const perFilteredCall = 200;

export type ReadPage = (limit: number, from: Attributes | undefined) => Promise<Page>;

export const makePaging = (onChange: () => void) => {
  const load = makeLoad<Listed>(onChange);
  let read: ReadPage | undefined;
  let perCall = pageSize;
  const more = async (): Promise<void> =>
    load.run(async () => {
      const before = load.current().value ?? { items: [], examined: 0, next: undefined };
      let { items, examined, next } = before;
      if (read === undefined) return before;
      do {
        const page: Page = await read(perCall, next);
        items = [...items, ...page.items];
        examined += page.examined;
        next = page.next;
      } while (
        next !== undefined &&
        items.length - before.items.length < pageSize &&
        examined - before.examined < patience
      );
      return { items, examined, next };
    });
  return {
    current: load.current,
    more,
    /** From the beginning. */
    start: (readPage: ReadPage, isFiltered: boolean): void => {
      load.clear();
      read = readPage;
      perCall = isFiltered ? perFilteredCall : pageSize;
      void more();
    },
    clear: load.clear,
  };
};
