// The name under which a function's published versions run, so that a new one can start with a share of the work.
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias/index.js";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.ts";

export type LiveAliasProps = {
  /** One that publishes its versions. */
  readonly target: NodeFunction;
  /** Undefined: the newest version does all of the work. */
  readonly shift:
    | {
        /** Keeps the rest. */
        readonly stableVersion: string;
        readonly newestPercent: number;
      }
    | undefined;
};

export class LiveAlias extends Construct {
  readonly arn: string;
  /** As the dimension `Resource` of its metrics has it. */
  readonly resource: string;

  constructor(scope: Construct, id: string, { target, shift }: LiveAliasProps) {
    super(scope, id);
    const { functionName, version } = target.function;
    const alias = new LambdaAlias(this, "alias", {
      name: "live",
      functionName,
      functionVersion: shift?.stableVersion ?? version,
      ...(shift === undefined || shift.newestPercent === 0
        ? {}
        : { routingConfig: { additionalVersionWeights: { [version]: shift.newestPercent / 100 } } }),
    });
    this.arn = alias.arn;
    this.resource = `${functionName}:${alias.name}`;
  }
}
