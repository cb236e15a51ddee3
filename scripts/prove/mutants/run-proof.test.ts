import { expect } from "chai";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeTemporaryFolder, type TemporaryFolder } from "../system/temporary-folder.ts";

/** A proof that goes on for as long as it has a connection, and starts another process that does so, too. */
const endless = `
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { tmpdir } from "node:os";
connect(Number(process.env["PORT"]), "127.0.0.1").write(tmpdir());
if (process.argv[2] !== "child") spawn(process.execPath, [process.argv[1], "child"], { stdio: "ignore" });
`;

const nameOf = (path: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);

const runner = (root: string): string => `
import { endOnSignals } from ${nameOf("../../end-on-signals.ts")};
import { withCopy } from ${nameOf("mutated-copy.ts")};
import { runProof } from ${nameOf("run-proof.ts")};
endOnSignals();
await withCopy(${JSON.stringify(root)}, undefined, (copy) => runProof(copy, "simulation"));
`;

describe("a proof of a copy that is interrupted", () => {
  let root: TemporaryFolder;
  let server: Server;
  let sockets: Socket[];
  let running: ChildProcess | undefined;
  beforeEach(() => {
    root = makeTemporaryFolder("copied");
    mkdirSync(join(root.path, "scripts"));
    writeFileSync(join(root.path, "package.json"), '{"type":"module"}');
    writeFileSync(join(root.path, "scripts/prove.ts"), endless);
    execFileSync("git", ["init", "--quiet"], { cwd: root.path });
    server = createServer();
    sockets = [];
  });
  afterEach(() => {
    running?.kill("SIGKILL");
    for (const socket of sockets) socket.destroy();
    server.close();
    root.remove();
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`ends with all that it has started, and leaves no copy: ${signal}`, async () => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const folders = new Set<string>();
      const ended: Promise<void>[] = [];
      const bothRun = new Promise<void>((resolve) => {
        let count = 0;
        server.on("connection", (socket) => {
          sockets.push(socket);
          ended.push(new Promise((end) => void socket.on("error", () => undefined).on("close", () => end())));
          socket.on("data", (chunk) => {
            folders.add(chunk.toString());
            count += 1;
            if (count === 2) resolve();
          });
        });
      });
      const { port } = server.address() as AddressInfo;
      running = spawn(process.execPath, ["--input-type=module", "--eval", runner(root.path)], {
        env: { ...process.env, PORT: `${port}` },
        stdio: "ignore",
      });
      const gone = once(running, "close");
      await bothRun;
      const [temporary = "", ...others] = folders;
      expect(others).to.deep.equal([]);
      const copy = dirname(temporary);
      expect(existsSync(join(copy, "scripts/prove.ts"))).to.equal(true);
      running.kill(signal);
      await gone;
      await Promise.all(ended);
      expect(existsSync(copy)).to.equal(false);
    });
});
