// All that a synth is made from: the files of this folder, and the environment variables.
import * as E from "fp-ts/lib/Either.js";
import { deployedEnvironments, environments } from "./environments.ts";
import { decodeStackConfig, type StackConfig } from "./stack-config.ts";
import type { Variables } from "./variables.ts";

export type Settings = Variables & {
  readonly configs: readonly StackConfig[];
};

type Faults = readonly string[];

const withVariables = ({ localAuth, localCorsOrigin, ...variables }: Variables): readonly StackConfig[] => {
  const told = ({ alarmTargets: { page, ticket } }: StackConfig): Pick<StackConfig, "alarmTargets"> => ({
    alarmTargets: {
      page: [...page, ...variables.alarmTargets.page],
      ticket: [...ticket, ...variables.alarmTargets.ticket],
    },
  });
  return [
    {
      ...environments.local,
      ...told(environments.local),
      api: {
        ...environments.local.api,
        ...(localCorsOrigin === undefined ? {} : { corsOrigin: localCorsOrigin }),
      },
      auth: localAuth,
    },
    ...deployedEnvironments.map((environment) => ({ ...environment, ...told(environment) })),
  ];
};

const decodeFile = (config: StackConfig): E.Either<Faults, StackConfig> =>
  E.mapLeft((faults: Faults) =>
    faults.map((fault) => `infra/config/${config.environment}.ts, or defaults.ts under it: ${fault}`),
  )(decodeStackConfig(config));

/** A Left has one sentence for each fault, of the variables first. */
export const decodeSettings = (variables: E.Either<Faults, Variables>): E.Either<Faults, Settings> => {
  const configs = (E.isRight(variables) ? withVariables(variables.right) : Object.values(environments)).map(
    decodeFile,
  );
  const faults = [variables, ...configs].flatMap((each) => (E.isLeft(each) ? each.left : []));
  return E.isLeft(variables) || faults.length > 0
    ? E.left(faults)
    : E.right({
        ...variables.right,
        configs: configs.flatMap((config) => (E.isRight(config) ? [config.right] : [])),
      });
};
