// Entry point "./logs": the filter patterns of CloudWatch Logs and the access log formats of API Gateway as functions.
export { compileAccessLog } from "../services/api-gateway/response/access-log.ts";
export { parseFilterPattern } from "../resources/filter-pattern/filter-pattern.ts";
export { toLogLine } from "../core/log-line.ts";
export { parseSelector } from "../resources/filter-pattern/property-selector.ts";
