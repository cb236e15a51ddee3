// All that a synth is made from: the files of this folder, and the environment variables.
import * as E from "fp-ts/lib/Either.js";
import { isAmong, severities, type AlarmTargets } from "./alarm-targets.ts";
import { environments } from "./environments.ts";
import { decodeStackConfig, type StackConfig } from "./stack-config.ts";
import type { Variables } from "./variables.ts";

export type Settings = Variables & {
  readonly configs: readonly StackConfig[];
};

type Faults = readonly string[];

/** What a file has stays its own: an address that a variable has too is the variable's fault ({@link repeated}). */
const told = ({ alarmTargets: own }: StackConfig, { alarmTargets: added }: Variables): AlarmTargets => ({
  page: [...own.page, ...added.page.filter((address) => !isAmong(own.page)(address))],
  ticket: [...own.ticket, ...added.ticket.filter((address) => !isAmong(own.ticket)(address))],
});

const withVariables =
  (variables: Variables) =>
  (config: StackConfig): StackConfig => {
    const alarmTargets = told(config, variables);
    if (config.environment !== "local") return { ...config, alarmTargets };
    const { localAuth: auth, localCorsOrigin: corsOrigin } = variables;
    const api = { ...config.api, ...(corsOrigin === undefined ? {} : { corsOrigin }) };
    return { ...config, alarmTargets, api, auth };
  };

/** An address that a variable has although the environment's file has it. */
const repeated =
  ({ alarmEmails, alarmTargets: added }: Variables) =>
  ({ environment, alarmTargets: own }: StackConfig): Faults =>
    severities.flatMap((severity) => {
      const found = added[severity].filter(isAmong(own[severity]));
      const names = found.map((address) =>
        isAmong(alarmEmails)(address) ? "ALARM_EMAILS" : `ALARM_${severity.toUpperCase()}_TARGETS`,
      );
      return [...new Set(names)].map(
        (name) =>
          `${name}: expected no address that alarmTargets.${severity} of infra/config/${environment}.ts, or of defaults.ts under it, has already`,
      );
    });

const decodeFile = (config: StackConfig): E.Either<Faults, StackConfig> =>
  E.mapLeft((faults: Faults) =>
    faults.map((fault) => `infra/config/${config.environment}.ts, or defaults.ts under it: ${fault}`),
  )(decodeStackConfig(config));

/** A Left has one sentence for each fault, of the variables first. */
export const decodeSettings = (
  variables: E.Either<Faults, Variables>,
  files: readonly StackConfig[] = Object.values(environments),
): E.Either<Faults, Settings> => {
  const given = E.isRight(variables) ? files.map(withVariables(variables.right)) : files;
  const repeats = E.isRight(variables) ? files.flatMap(repeated(variables.right)) : variables.left;
  const configs = given.map(decodeFile);
  const faults = [...repeats, ...configs.flatMap((each) => (E.isLeft(each) ? each.left : []))];
  return E.isLeft(variables) || faults.length > 0
    ? E.left(faults)
    : E.right({
        ...variables.right,
        configs: configs.flatMap((config) => (E.isRight(config) ? [config.right] : [])),
      });
};
