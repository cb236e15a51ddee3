// Entry point "./logs": the filter patterns of CloudWatch Logs and the access log formats of API Gateway as functions.
export { compileAccessLog } from "../services/api-gateway/access-log.ts";
export { parseFilterPattern } from "../services/cloudwatch/filter-pattern.ts";
export { toLogLine } from "../services/cloudwatch/log-line.ts";
export { parseSelector } from "../services/cloudwatch/property-selector.ts";
