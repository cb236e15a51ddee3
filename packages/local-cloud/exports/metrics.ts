// Entry point "./metrics": which metrics AWS's services publish, and under which dimensions.
export { isPublishedMetric } from "../checks/published-metrics.ts";
