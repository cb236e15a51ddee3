// Entry point "./testing": support for tests of a stack, loaded or running.
export { compileTemplate } from "../services/api-gateway/templates/mapping-template.ts";
export { anAccount, loadedStack } from "../testing/stack.ts";
export { until } from "../testing/until.ts";
