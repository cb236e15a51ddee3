// Whether instructions can be counted here.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export const hasValgrind = async (): Promise<boolean> =>
  promisify(execFile)("valgrind", ["--version"]).then(
    () => true,
    () => false,
  );
