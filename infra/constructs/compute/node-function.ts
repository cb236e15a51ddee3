// A Node.js function with a role, a log group and exactly the grants it is given.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { LambdaFunctionRecursionConfig } from "@cdktf/provider-aws/lib/lambda-function-recursion-config/index.js";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { logGroup } from "./log-group.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { ServiceRole, type Grant } from "./service-role.ts";

export type NodeFunctionProps = {
  readonly context: StackContext;
  readonly name: string;
  readonly description: string;
  /** The zip that the bundle script made. */
  readonly zipPath: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly grants: readonly Grant[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Executions for this function alone, and no more; none when undefined. */
  readonly reservedConcurrency?: number | undefined;
  /** Each deployed code gets a version of its own, which stays. */
  readonly publishesVersions?: boolean;
  /** It sends messages to the queue that invokes it, on purpose and within bounds of its own. */
  readonly sendsToItself?: boolean;
};

export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: CloudwatchLogGroup;
  /** What an event source must wait for: Lambda checks the role's permissions when it is created. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.logGroup = logGroup(this, "logs", props.context, `/aws/lambda/${props.name}`);
    const role = new ServiceRole(this, "role", {
      name: props.name,
      context: props.context,
      service: "lambda.amazonaws.com",
      statements: [
        { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${this.logGroup.arn}:*`] },
        // X-Ray has no resources that could be named.
        { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] },
        ...props.grants.flatMap(({ statements }) => statements),
      ],
    });
    this.policy = role.policy;
    const code = new TerraformAsset(this, "code", { path: props.zipPath, type: AssetType.FILE });
    this.function = new LambdaFunction(this, "function", {
      functionName: props.name,
      description: props.description,
      role: role.arn,
      filename: code.path,
      sourceCodeHash: createHash("sha256").update(readFileSync(props.zipPath)).digest("base64"),
      handler: "index.handler",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      ...(props.publishesVersions === true ? { publish: true } : {}),
      timeout: props.timeoutSeconds,
      memorySize: props.memoryMb,
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: {
        variables: Object.assign(
          {},
          ...props.grants.map(({ environment }) => environment),
          props.environment,
        ) as Record<string, string>,
      },
      loggingConfig: { logFormat: "JSON", logGroup: this.logGroup.name },
      tracingConfig: { mode: "Active" },
      dependsOn: [this.policy],
    });
    // Otherwise Lambda drops a message that comes back for about the sixteenth time to the dead-letter queue:
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    if (props.sendsToItself === true)
      new LambdaFunctionRecursionConfig(this, "recursion", {
        functionName: this.function.functionName,
        recursiveLoop: "Allow",
      });
  }
}
