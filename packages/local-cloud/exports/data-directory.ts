// Entry point "./data-directory": tells before a start whether a directory can keep its state.
export { openDataDirectory } from "../core/data-directory.ts";
