import { expect } from "chai";
import { EventEmitter } from "node:events";
import { openKeys } from "./keys.ts";

const openFake = () => {
  const heard: string[] = [];
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (isRaw: boolean) => heard.push(isRaw ? "raw" : "not raw"),
    resume: () => {},
    pause: () => {},
  });
  const keys = openKeys({
    input,
    onQuit: () => heard.push("quit"),
    onInterrupt: () => heard.push("interrupted"),
  });
  return { keys, heard, press: (key: string) => input.emit("data", Buffer.from(key)) };
};

describe("openKeys", () => {
  it("goes on with the next key, and not with one that was pressed before", async () => {
    const { keys, press } = openFake();
    press("x");
    const next = keys.next(new AbortController().signal);
    expect(await Promise.race([next, Promise.resolve("none yet")])).to.equal("none yet");
    press(" ");
    await next;
  });

  it("quits with q and interrupts with Ctrl-C, whether a key is waited for or not", () => {
    const { heard, press } = openFake();
    press("q");
    press("\u0003");
    expect(heard).to.deep.equal(["raw", "quit", "interrupted"]);
  });

  it("waits no longer once it is interrupted, and gives the terminal back", async () => {
    const { keys, heard } = openFake();
    const interruption = new AbortController();
    const next = keys.next(interruption.signal).catch((error: unknown) => error);
    interruption.abort();
    expect(await next).to.be.instanceOf(Error);
    keys.close();
    expect(heard).to.deep.equal(["raw", "not raw"]);
  });
});
