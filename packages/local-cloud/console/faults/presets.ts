// Outages to switch on, made from the services and operations that the running stack uses.
import { ruleWords, serviceName, type Effect, type FaultRule, type Service } from "./rule.ts";

export type Operation = Required<Pick<FaultRule, "service" | "operation">>;

export type Preset = { readonly title: string; readonly about: string; readonly rule: FaultRule };

/** As each service's API reference has them ("Common errors"). */
export const failures: Readonly<Record<Service, Effect>> = {
  dynamodb: { type: "error", code: "InternalServerError", status: 500 },
  s3: { type: "error", code: "InternalError", status: 500 },
  sqs: { type: "error", code: "ServiceUnavailable", status: 503 },
  sns: { type: "error", code: "InternalError", status: 500 },
};
const throttlings: Readonly<Record<Service, Effect>> = {
  dynamodb: { type: "error", code: "ProvisionedThroughputExceededException", status: 400 },
  s3: { type: "error", code: "SlowDown", status: 503 },
  sqs: { type: "error", code: "ThrottlingException", status: 400 },
  sns: { type: "error", code: "Throttling", status: 400 },
};

type Kind = {
  readonly verb: string;
  readonly about: (service: Service) => string;
  readonly toRule: (service: Service) => Pick<FaultRule, "effect" | "probability">;
};

const codeOf = (effect: Effect): string =>
  effect.type === "error" ? `${effect.status} ${effect.code}` : effect.type;

const kinds: readonly Kind[] = [
  {
    verb: "fails",
    about: (service) => `every call is answered ${codeOf(failures[service])}`,
    toRule: (service) => ({ effect: failures[service] }),
  },
  {
    verb: "throttles",
    about: (service) => `half of the calls are answered ${codeOf(throttlings[service])}`,
    toRule: (service) => ({ effect: throttlings[service], probability: 0.5 }),
  },
  {
    verb: "is slow",
    about: () => "every call takes a second and a half more",
    toRule: () => ({ effect: { type: "latency", ms: 1500 } }),
  },
  {
    verb: "hangs",
    about: () => "no call is answered until this is switched off",
    toRule: () => ({ effect: { type: "hang" } }),
  },
  {
    verb: "breaks off",
    about: () => "calls are carried out, and the connection is cut before the answer",
    toRule: () => ({ effect: { type: "apply-then-reset" } }),
  },
];

/** For each service that is used, by its name. */
export const toPresets = (
  operations: readonly Operation[],
): readonly (readonly [string, readonly Preset[]])[] =>
  [...new Set(operations.map(({ service }) => service))].map((service) => [
    serviceName(service),
    kinds.map(({ verb, about, toRule }) => ({
      title: `${serviceName(service)} ${verb}`,
      about: about(service),
      rule: { service, ...toRule(service) },
    })),
  ]);

/** The same for rules that do the same, whatever is left of their `times` and in whatever order they hold their fields. */
const toKey = ({ service, operation, match, probability, effect }: FaultRule): string =>
  JSON.stringify([service, operation, match, probability, ruleWords({ service, effect })]);

const isSame = (one: FaultRule, other: FaultRule): boolean => toKey(one) === toKey(other);

export const isOn = ({ rule }: Preset, inForce: readonly FaultRule[]): boolean =>
  inForce.some((each) => each.times === undefined && isSame(rule, each));

export const switchOn = (preset: Preset, inForce: readonly FaultRule[]): readonly FaultRule[] => [
  ...switchOff(preset, inForce),
  preset.rule,
];

export const switchOff = ({ rule }: Preset, inForce: readonly FaultRule[]): readonly FaultRule[] =>
  inForce.filter((each) => !isSame(rule, each));
