import { expect } from "chai";
import * as fc from "fast-check";
import type { ListedObject } from "../store/object-store.ts";
import { after, behind, type PageOptions, toPage } from "./list-page.ts";

const toObject = (key: string): ListedObject => ({ key, size: 1, etag: "", lastModified: new Date(0) });
const compare = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

/** A bucket that counts the objects that are read from it. */
const aBucketOf = (keys: readonly string[]) => {
  const sorted = keys.toSorted(compare);
  let read = 0;
  return {
    read: () => read,
    list: function* (this: void, from: string): Iterable<ListedObject> {
      for (const key of sorted.filter((each) => compare(each, from) >= 0)) {
        read += 1;
        yield toObject(key);
      }
    },
  };
};

const pageOf = (options: Partial<PageOptions> = {}): PageOptions => ({
  prefix: "",
  delimiter: "",
  maxKeys: 1000,
  from: "",
  ...options,
});

describe("toPage", () => {
  it("reads one object more than the page shows, however many there are in the bucket", () => {
    const keys = Array.from({ length: 13_000 }, (_, index) => `a/${String(index).padStart(6, "0")}`);
    const bucket = aBucketOf([...keys, "b"]);
    const first = toPage(bucket.list, pageOf({ prefix: "a/" }));
    expect([first.objects.length, bucket.read()]).to.deep.equal([1000, 1001]);
    const second = toPage(bucket.list, pageOf({ prefix: "a/", from: first.next ?? "" }));
    expect([second.objects[0]?.key, bucket.read()]).to.deep.equal(["a/001000", 2002]);
  });

  it("reads one object of each group that it shows, however many are in the group", () => {
    const keys = Array.from({ length: 9_000 }, (_, index) => `${index % 3}/${index}`);
    const bucket = aBucketOf(keys);
    const { groups, next } = toPage(bucket.list, pageOf({ delimiter: "/" }));
    expect([groups, next, bucket.read()]).to.deep.equal([["0/", "1/", "2/"], undefined, 3]);
  });

  it("shows every key and every group once, in the order of their bytes, at any page size", () => {
    const key = fc.string({ unit: fc.constantFrom("a", "B", "/", "é", "\uFFFD", "\u{1F389}"), minLength: 1 });
    const prefix = fc.constantFrom("", "a", "a/", "é");
    const delimiter = fc.constantFrom("", "/", "a/");
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 30 }),
        prefix,
        delimiter,
        fc.integer({ min: 1, max: 5 }),
        (keys, start, separator, maxKeys) => {
          const bucket = aBucketOf(keys);
          const shown: string[] = [];
          let from: string | undefined = "";
          while (from !== undefined) {
            const page = toPage(bucket.list, { prefix: start, delimiter: separator, maxKeys, from });
            shown.push(...[...page.objects.map((object) => object.key), ...page.groups].toSorted(compare));
            from = page.next;
          }
          const names = keys
            .filter((each) => each.startsWith(start))
            .map((each) => {
              const end = separator === "" ? -1 : each.indexOf(separator, start.length);
              return end === -1 ? each : each.slice(0, end + separator.length);
            });
          expect(shown).to.deep.equal([...new Set(names)].toSorted(compare));
        },
      ),
    );
  });
});

describe("after", () => {
  it("is the first text after all that begin with the prefix", () => {
    expect(after("a/")).to.equal("a0");
    expect(after("\u{10FFFF}")).to.equal(undefined);
    expect(after("a\u{10FFFF}")).to.equal("b");
    expect(after("\uD7FF")).to.equal("\uE000");
    expect(compare(behind("a"), "a")).to.be.greaterThan(0);
  });
});
