// The stages by name: each an API with its limits and log.
import type { Account } from "../../../core/account.ts";
import type { Stack } from "../../../stack/resource-type.ts";
import { allOrProblems, StackError } from "../../../stack/stack-error.ts";
import { CloudwatchLogGroup } from "../../../resources/cloudwatch.ts";
import { type AccessLog, compileAccessLog } from "../response/access-log.ts";
import { type Api, loadApis, type Method } from "./load-apis.ts";
import { at } from "./at-address.ts";
import {
  ApiGatewayDeployment,
  ApiGatewayMethodSettings,
  ApiGatewayStage,
} from "../../../resources/api-gateway.ts";
import { makeThrottle, type Throttle, unlimited } from "../request/throttle.ts";

export type Stage = {
  readonly name: string;
  readonly api: Api;
  readonly deploymentId: string;
  readonly accessLog: AccessLog | undefined;
  readonly throttle: (method: Method) => Throttle;
};

type StageResource = ReturnType<typeof stagesOf>[number];
type Settings = NonNullable<ReturnType<typeof settingsOf>[number]["config"]["settings"]>;
const stagesOf = (stack: Stack) => stack.of(ApiGatewayStage);
const settingsOf = (stack: Stack) => stack.of(ApiGatewayMethodSettings);

const toKey = (config: { readonly rest_api_id: string; readonly stage_name: string }): string =>
  `${config.rest_api_id}/${config.stage_name}`;

/** Those of the whole stage. */
const loadSettings = (stack: Stack, { config }: StageResource): Settings =>
  settingsOf(stack).find((settings) => toKey(settings.config) === toKey(config))?.config.settings ?? {};

const isLimit = (value: number | null | undefined): value is number =>
  typeof value === "number" && value >= 0;

/** -1 is no limit. */
const toThrottle = (
  { throttling_rate_limit: rate, throttling_burst_limit: burst }: Settings,
  now: () => Date,
): Throttle => {
  if (!isLimit(rate) && !isLimit(burst)) return unlimited;
  // One without the other: the account's own limits, which are AWS's defaults for most regions.
  return makeThrottle({ rate: isLimit(rate) ? rate : 10_000, burst: isLimit(burst) ? burst : 5_000 }, now);
};

const checkDeployment = (stack: Stack, { config }: StageResource): void => {
  const deployment = stack
    .of(ApiGatewayDeployment)
    .find(({ attributes }) => attributes["id"] === config.deployment_id);
  if (deployment?.config.rest_api_id !== config.rest_api_id)
    throw new Error("its deployment is none of its API");
};

const loadAccessLog = (stack: Stack, { config }: StageResource): AccessLog | undefined => {
  if (config.access_log_settings === undefined) return undefined;
  const accessLog = compileAccessLog(config.access_log_settings);
  if (!stack.of(CloudwatchLogGroup).some(({ attributes }) => attributes["name"] === accessLog.group))
    throw new Error(`the stack has no log group ${accessLog.group} for its access log`);
  return accessLog;
};

const toStage = (stack: Stack, resource: StageResource, apis: readonly Api[], now: () => Date): Stage => {
  const { config } = resource;
  const api = apis.find(({ id }) => id === config.rest_api_id);
  if (api === undefined) throw new Error("it belongs to no API of this stack");
  checkDeployment(stack, resource);
  const settings = loadSettings(stack, resource);
  const throttles = new Map(api.methods.map((method) => [method, toThrottle(settings, now)]));
  return {
    name: config.stage_name,
    api,
    deploymentId: config.deployment_id,
    accessLog: loadAccessLog(stack, resource),
    throttle: (method) => throttles.get(method) ?? unlimited,
  };
};

/** Refuses settings without effect: of a stage that the stack does not have, or beside others of the same stage. */
const checkSettings = (stack: Stack): void => {
  const open = new Set(stagesOf(stack).map(({ config }) => toKey(config)));
  allOrProblems(
    settingsOf(stack).map(({ address, config }) => () => {
      if (!open.delete(toKey(config)))
        throw new StackError([
          `${address}: the stack has no stage ${config.stage_name}, or has other settings of it`,
        ]);
    }),
  );
};

/** Throws a StackError with all that is wrong. Locally all APIs share one host, so a stage's name is its only mark. */
export const loadStages = (stack: Stack, account: Account, now: () => Date): ReadonlyMap<string, Stage> => {
  const apis = loadApis(stack, account);
  checkSettings(stack);
  const stages = new Map<string, Stage>();
  allOrProblems(
    stagesOf(stack).map(
      (resource) => () =>
        at(resource.address, () => {
          const stage = toStage(stack, resource, apis, now);
          if (stages.has(stage.name))
            throw new Error(
              `another API has a stage ${stage.name} too: locally they would share one address`,
            );
          stages.set(stage.name, stage);
        }),
    ),
  );
  return stages;
};
