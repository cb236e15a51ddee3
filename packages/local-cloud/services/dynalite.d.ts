// dynalite ships no types; this is the part that the local cloud uses.
declare module "dynalite" {
  import type { Server } from "node:http";

  const dynalite: (options: {
    /** LevelDB directory; memory without it. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }) => Server;
  export = dynalite;
}
