// What every service of the stack may be given; each names what it takes.
import type { Account } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Principals } from "../core/principals.ts";
import type { Authorize, CanAssume } from "../policy/authorize.ts";
import type { Stack } from "../stack/resource-type.ts";

export type ServiceDeps = {
  readonly stack: Stack;
  readonly account: Account;
  readonly principals: Principals;
  readonly authorize: Authorize;
  readonly canAssume: CanAssume;
  readonly clock: Clock;
  readonly log: Log;
  readonly now: () => Date;
};
