import { expect } from "chai";
import { makeKeyLock } from "./key-lock.ts";

describe("makeKeyLock", () => {
  it("lets one writer at a time have a key, also after one that failed", async () => {
    const lock = makeKeyLock();
    const seen: string[] = [];
    const write = (name: string, fails = false) =>
      lock("key", async () => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    await Promise.allSettled([write("first", true), write("second")]);
    expect(seen).to.deep.equal(["first begins", "first ends", "second begins", "second ends"]);
  });

  it("forgets a key once nobody waits for it", async () => {
    const last = new Map<string, Promise<unknown>>();
    const lock = makeKeyLock(last);
    const turns = [lock("a", async () => 1), lock("a", async () => 2), lock("b", async () => 3)];
    expect([...last.keys()]).to.deep.equal(["a", "b"]);
    expect(await Promise.all(turns)).to.deep.equal([1, 2, 3]);
    expect(last.size).to.equal(0);
  });
});
