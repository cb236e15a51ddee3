// Entry point "./logs": the filter patterns of CloudWatch Logs as functions.
export { parseFilterPattern, toLogLine } from "../resources/filter-pattern/filter-pattern.ts";
export { parseSelector } from "../resources/filter-pattern/property-selector.ts";
