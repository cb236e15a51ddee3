// Entry point "./testing": support for tests that load a stack from text.
export { withStackFile } from "../testing/with-stack-file.ts";
