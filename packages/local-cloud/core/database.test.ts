import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { type Database, openDatabase } from "./database.ts";

const notes = "CREATE TABLE notes (text TEXT) STRICT";

const add = (database: Database, text: string): void => {
  database.prepare("INSERT INTO notes (text) VALUES (?)").run(text);
};
const textsIn = (database: Database) =>
  database
    .prepare("SELECT text FROM notes ORDER BY rowid")
    .all()
    .map(({ text }) => text);

describe("openDatabase", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "database-"));
    file = join(folder, "notes.sqlite");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("keeps what a killed process committed, and nothing of a transaction that it had not ended", () => {
    const program = `
      import { openDatabase } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "database.ts")).href)};
      const database = openDatabase(${JSON.stringify(file)}, [${JSON.stringify(notes)}]);
      const add = database.prepare("INSERT INTO notes (text) VALUES (?)");
      database.transaction(() => add.run("committed"));
      database.transaction(() => { add.run("open"); process.kill(process.pid, "SIGKILL"); });`;
    const { signal, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module-typescript", "-e", program],
      {
        encoding: "utf8",
      },
    );
    expect({ signal, stderr }).to.deep.equal({ signal: "SIGKILL", stderr: "" });
    const database = openDatabase(file, [notes]);
    expect(textsIn(database)).to.deep.equal(["committed"]);
    expect(database.prepare("PRAGMA journal_mode").get()).to.include({ journal_mode: "wal" });
    database.close();
  });

  it("undoes a whole transaction that throws, its inner ones included", () => {
    const database = openDatabase(undefined, [notes]);
    const attempt = () =>
      database.transaction(() => {
        add(database, "outer");
        database.transaction(() => add(database, "inner"));
        throw new Error("no");
      });
    expect(attempt).to.throw("no");
    database.transaction(() => database.transaction(() => add(database, "after")));
    expect(textsIn(database)).to.deep.equal(["after"]);
    database.close();
  });

  it("brings a file of an earlier version up to date, and refuses one of a later version", () => {
    const older = openDatabase(file, [notes]);
    add(older, "kept");
    older.close();
    const migrations = [notes, "ALTER TABLE notes ADD COLUMN colour TEXT DEFAULT 'green'"];
    const newer = openDatabase(file, migrations);
    expect({ ...newer.prepare("SELECT text, colour FROM notes").get() }).to.deep.equal({
      text: "kept",
      colour: "green",
    });
    newer.close();
    expect(() => openDatabase(file, [notes])).to.throw(/notes\.sqlite cannot be used: .*newer version/);
  });

  it("names the file that it cannot use", () => {
    writeFileSync(file, "this is no database, whatever its name says");
    expect(() => openDatabase(file, [notes])).to.throw(/notes\.sqlite cannot be used: .*not a database/);
    const nowhere = join(folder, "missing", "notes.sqlite");
    expect(() => openDatabase(nowhere, [notes])).to.throw(/notes\.sqlite cannot be used: .*unable to open/);
  });
});
