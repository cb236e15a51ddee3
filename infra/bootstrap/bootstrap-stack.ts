// What an account needs once, before the first environment: a place for states, and roles for workflows to take on.
// A person with administrator rights applies it; workflows never do.
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { deployedNames } from "../config/environments.ts";
import { ApiGatewayLogging } from "./api-gateway-logging.ts";
import { addAwsProvider } from "../constructs/shared/aws-provider.ts";
import { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { CiBoundary } from "./ci-boundary.ts";
import { CiRole } from "./ci-role.ts";
import { computePermissions, smokePermissions } from "./deploy-permissions/compute.ts";
import { storagePermissions } from "./deploy-permissions/storage.ts";
import { GithubProvider } from "./github-provider.ts";
import { readPermissions } from "./read-permissions.ts";
import { stackArns } from "./stack-arns.ts";
import { addLocalBackend, addStateBackend } from "./state-backend.ts";
import { StateBucket } from "./state-bucket.ts";
import { applyWaivers } from "../scanners/apply-waivers.ts";
import { bootstrapWaivers } from "../scanners/waivers.ts";
import { WorkloadBoundary } from "./workload-boundary.ts";

const project = "message-handler";
const stackName = `${project}-bootstrap`;

/** Only from here may an environment be deployed. */
const deployedBranch = "refs/heads/main";

export class BootstrapStack extends TerraformStack {
  /** While `stateBucket` is undefined the state is a local file; the bucket it makes then takes that state in. */
  constructor(scope: Construct, stateBucket: string | undefined) {
    super(scope, stackName);
    if (stateBucket === undefined) addLocalBackend(this, stackName);
    else addStateBackend(this, "bootstrap", stateBucket);
    addAwsProvider(this, { project });
    applyWaivers(this, [bootstrapWaivers]);
    const aws = new AwsEnvironment(this, "place");

    const states = new StateBucket(this, "states");
    new ApiGatewayLogging(this, "api-gateway-logging", aws);
    const github = new GithubProvider(this, "github");
    const workload = new WorkloadBoundary(this, "workload-boundary", aws);
    const { arn: permissionsBoundary } = new CiBoundary(this, "ci-boundary", {
      aws,
      stateBucketArn: states.arn,
      environments: deployedNames,
      workloadBoundaryArn: workload.arn,
    });

    const plan = new CiRole(this, "plan", {
      name: `${project}-plan`,
      description: "Plans every environment for a pull request; changes nothing.",
      trust: github.trust("pull_request"),
      permissions: {
        state: states.read(deployedNames),
        read: readPermissions(aws, project),
      },
      permissionsBoundary,
    });
    for (const environment of deployedNames) {
      const target = { aws, arns: stackArns(aws, `${project}-${environment}`), environment };
      const role = new CiRole(this, `deploy-${environment}`, {
        name: `${project}-deploy-${environment}`,
        description: `Deploys ${environment} from main.`,
        trust: github.trust(`environment:${environment}`, { ref: deployedBranch }),
        permissions: {
          state: states.write(environment),
          read: readPermissions(aws, `${project}-${environment}`),
          compute: computePermissions(target),
          storage: storagePermissions(target),
          smoke: smokePermissions(aws),
        },
        permissionsBoundary,
      });
      new TerraformOutput(this, `deploy_role_arn_${environment}`, { value: role.arn });
    }

    new TerraformOutput(this, "state_bucket", { value: states.name });
    new TerraformOutput(this, "plan_role_arn", { value: plan.arn });
  }
}
