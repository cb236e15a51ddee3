import { expect } from "chai";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOutputsFile } from "./outputs-file.ts";

describe("the outputs file of npm start", () => {
  let folder: string;
  let first: Server;
  let running: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "outputs-"));
    first = createServer((_request, response) => response.end("{}"));
    await once(first.listen(0, "127.0.0.1"), "listening");
    running = `http://127.0.0.1:${(first.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    first.close();
    rmSync(folder, { recursive: true });
  });

  const second = { api_url: "http://127.0.0.1:2/v1", aws_endpoint: "http://127.0.0.1:2" };
  const outputsJson = (): string => join(folder, "outputs.json");
  const leave = (text: string): void => writeFileSync(outputsJson(), text);

  it("is outputs.json, and is removed with its system", async () => {
    const file = await writeOutputsFile(folder, second);
    expect(file.path).to.equal(outputsJson());
    expect(JSON.parse(readFileSync(file.path, "utf8"))).to.deep.equal(second);
    file.remove();
    expect(existsSync(outputsJson())).to.equal(false);
    file.remove();
  });

  it("is another one while the system that has outputs.json answers", async () => {
    const text = JSON.stringify({ aws_endpoint: running });
    leave(text);
    const file = await writeOutputsFile(folder, second);
    expect(file.path).to.equal(join(folder, "outputs-2.json"));
    expect(readFileSync(outputsJson(), "utf8")).to.equal(text);
    file.remove();
    expect(existsSync(outputsJson())).to.equal(true);
  });

  const stale: Readonly<Record<string, () => Promise<void> | void>> = {
    "a system that has ended": async () => {
      leave(JSON.stringify({ aws_endpoint: running }));
      first.close();
      await once(first, "close");
    },
    "an earlier system with the same port": () => leave(JSON.stringify(second)),
    "a deployment": () => leave(JSON.stringify({ "message-handler-dev": {} })),
    "nobody, as it is garbled": () => leave("{"),
    "nobody, as it is null": () => leave("null"),
  };
  for (const [whose, prepare] of Object.entries(stale))
    it(`is outputs.json when that is of ${whose}`, async () => {
      await prepare();
      expect((await writeOutputsFile(folder, second)).path).to.equal(outputsJson());
    });

  it("is the one that was asked for", async () => {
    const chosen = join(folder, "mine.json");
    expect((await writeOutputsFile(folder, second, chosen)).path).to.equal(chosen);
    expect(existsSync(outputsJson())).to.equal(false);
  });

  it("stays when another system has written it since", async () => {
    const file = await writeOutputsFile(folder, second);
    leave("{}");
    file.remove();
    expect(readFileSync(outputsJson(), "utf8")).to.equal("{}");
  });
});
