// Entry point "./logs": the filter patterns of CloudWatch Logs as functions.
export { parseFilterPattern } from "../resources/filter-pattern/filter-pattern.ts";
export { toLogLine } from "../core/log-line.ts";
export { parseSelector } from "../resources/filter-pattern/property-selector.ts";
