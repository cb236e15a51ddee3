import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const tools = ["dirname", "cat", "cmp", "cp", "date", "grep", "ln", "paste", "tr", "touch"];

/** Prints its version, and otherwise says that it ran. */
const aNode = (version: string): string =>
  `#!/bin/sh\nif [ "$1" = --version ]; then echo v${version}; else echo "ran on ${version}"; fi\n`;
/** As a program for another C library: its file is there and cannot be executed. */
const notForThisMachine = "#!/lib64/no-such-loader.so\n";

describe("scripts/run.sh", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tool chain-"));
    for (const script of ["run.sh", "toolchain.sh"]) {
      mkdirSync(join(root, "scripts"), { recursive: true });
      copyFileSync(join(import.meta.dirname, script), join(root, "scripts", script));
    }
    write("pnpm-lock.yaml", "lockfile\n");
    write(".nvmrc", "24.21.0\n");
    write("machine/npm", "#!/bin/sh\ntouch asked-npm\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o755);
  };
  const installed = (): void => write("node_modules/.installed-lockfile", "lockfile\n");
  const lockfileBrings = (node: string): void => write("node_modules/.bin/node", node);
  const machineHas = (node: string): void => write("machine/node", node);
  /** As npm calls it: with the workspace's programs first on the PATH. */
  const run = () => {
    const toolsPath = join(root, "tools");
    mkdirSync(toolsPath);
    for (const tool of tools) {
      const found = ["/usr/bin", "/bin"].map((folder) => join(folder, tool)).find((path) => existsSync(path));
      write(join("tools", tool), `#!/bin/sh\nexec ${found} "$@"\n`);
    }
    const PATH = [join(root, "node_modules/.bin"), join(root, "machine"), toolsPath].join(":");
    const { status, stdout, stderr } = spawnSync("/bin/sh", [join(root, "scripts/run.sh"), "node", "x.ts"], {
      env: { PATH },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("runs the lockfile's Node, whichever is at hand", () => {
    installed();
    lockfileBrings(aNode("24.21.0"));
    machineHas(aNode("26.0.0"));
    expect(run()).to.deep.equal({ status: 0, stdout: "ran on 24.21.0\n", stderr: "" });
  });

  it("keeps the loopback out of the machine's proxy", () => {
    installed();
    lockfileBrings(
      `#!/bin/sh\nif [ "$1" = --version ]; then echo v24.21.0; else echo "$NO_PROXY $no_proxy"; fi\n`,
    );
    expect(run().stdout).to.equal("127.0.0.1,localhost 127.0.0.1,localhost\n");
  });

  for (const version of ["24.1.0", "26.0.0"])
    it(`falls back to the machine's Node ${version} where the lockfile's cannot be executed`, () => {
      installed();
      lockfileBrings(notForThisMachine);
      machineHas(aNode(version));
      expect(run()).to.deep.equal({ status: 0, stdout: `ran on ${version}\n`, stderr: "" });
      // By its path, as the workspace's programs call it.
      const { stdout } = spawnSync(join(root, "node_modules/.bin/node"), ["x.ts"], { encoding: "utf8" });
      expect(stdout).to.equal(`ran on ${version}\n`);
    });

  it("falls back to the machine's Node 24 on a platform for which the lockfile has none", () => {
    installed();
    write("node_modules/.bin/mocha", "");
    machineHas(aNode("24.1.0"));
    expect(run()).to.deep.equal({ status: 0, stdout: "ran on 24.1.0\n", stderr: "" });
  });

  it("says in one line that the lockfile's Node cannot be executed and that the machine's is too old", () => {
    installed();
    lockfileBrings(notForThisMachine);
    machineHas(aNode("20.20.2"));
    const { status, stderr } = run();
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^Node 24 or newer is needed: the one that the lockfile brings \(.*\) does not run on this machine, and the one at hand is 20\.20\.2\. Install Node 24\.21\.0 and try again\.\n$/,
    );
  });

  it("says in one line that the lockfile has no Node for this platform and that the machine's is too old", () => {
    installed();
    write("node_modules/.bin/mocha", "");
    machineHas(aNode("22.0.0"));
    expect(run()).to.deep.equal({
      status: 1,
      stdout: "",
      stderr:
        "Node 24 or newer is needed: the lockfile brings none for this platform, and the one at hand is 22.0.0. Install Node 24.21.0 and try again.\n",
    });
  });

  for (const version of ["16.20.2", "18.20.8", "8.0.0"])
    it(`tells Node ${version} what is needed before it asks npm for anything`, () => {
      machineHas(aNode(version));
      const { status, stderr } = run();
      expect(status).to.equal(1);
      expect(stderr).to.match(
        new RegExp(`^This is Node ${version} \\(.*\\): Node 20 or newer is needed, with its npm\\.\n$`),
      );
      expect(existsSync(join(root, "asked-npm"))).to.equal(false);
    });

  it("says that there is no Node at all", () => {
    const { status, stderr } = run();
    expect(status).to.equal(1);
    expect(stderr).to.equal("There is no Node here that runs: install Node 20 or newer, with npm.\n");
  });

  it("installs what the lockfile names with a Node 20, and then runs the one that came", () => {
    machineHas(aNode("20.20.2"));
    write(
      "machine/npm",
      `#!/bin/sh\n/bin/mkdir -p node_modules/.bin\n/bin/cp machine/new-node node_modules/.bin/node\n`,
    );
    write("machine/new-node", aNode("24.21.0"));
    const { status, stdout, stderr } = run();
    expect({ status, stdout }).to.deep.equal({ status: 0, stdout: "ran on 24.21.0\n" });
    expect(stderr).to.match(/^Installing the dependencies: .*\nInstalled the dependencies in \d+ s\.\n$/);
  });
});
