// What an account needs once, before the first environment: a place for states, and roles for workflows to take on.
// A person with administrator rights applies it; workflows never do.
import { AnnotationMetadataEntryType, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { deployedNames } from "../config/environments.ts";
import { ApiGatewayLogging } from "./api-gateway-logging.ts";
import { addAwsProvider } from "../constructs/shared/aws-provider.ts";
import { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { CiBoundary } from "./ci-boundary.ts";
import { toDeployTarget } from "./deploy-target.ts";
import { PlanBoundary } from "./plan-boundary.ts";
import { deployRoleName, globalName } from "../constructs/shared/stack-context.ts";
import { toStackName } from "../config/installation.ts";
import { CiRole } from "./ci-role.ts";
import { computePermissions, smokePermissions } from "./deploy-permissions/compute.ts";
import { storagePermissions } from "./deploy-permissions/storage.ts";
import { GithubProvider } from "./github-provider.ts";
import { readPermissions } from "./read-permissions.ts";
import { addLocalBackend, addStateBackend, localStateWarning } from "./state-backend.ts";
import { StateBucket } from "./state-bucket.ts";
import { applyWaivers } from "../scanners/apply-waivers.ts";
import { bootstrapWaivers } from "../scanners/waivers.ts";
import { WorkloadBoundary } from "./workload-boundary.ts";

/** Only from here may an environment be deployed. */
const deployedBranch = "refs/heads/main";

export type BootstrapStackProps = {
  /** Begins every name: {@link toStackName}. */
  readonly namePrefix: string;
  /** While it is undefined the state is a local file; the bucket that the stack makes then takes that state in. */
  readonly stateBucket: string | undefined;
  /** What the account, or the region, has once and already has: it is left alone. */
  readonly existing: {
    readonly githubProvider: boolean;
    readonly apiGatewayLogging: boolean;
  };
};

export class BootstrapStack extends TerraformStack {
  constructor(scope: Construct, { namePrefix: project, stateBucket, existing }: BootstrapStackProps) {
    const stackName = toStackName(project, "bootstrap");
    super(scope, stackName);
    if (stateBucket === undefined) {
      addLocalBackend(this, stackName);
      // Without the stack trace that `Annotations` adds: its paths would differ from machine to machine.
      this.node.addMetadata(AnnotationMetadataEntryType.WARN, localStateWarning(stackName));
    } else addStateBackend(this, { prefix: project, stack: "bootstrap", bucket: stateBucket });
    addAwsProvider(this, { project });
    applyWaivers(this, [bootstrapWaivers]);
    const aws = new AwsEnvironment(this, "place");

    const states = new StateBucket(this, "states", project);
    if (!existing.apiGatewayLogging) new ApiGatewayLogging(this, "api-gateway-logging", { aws, project });
    const github = new GithubProvider(this, "github", { aws, exists: existing.githubProvider });

    const planned = { state: states.read(deployedNames), read: readPermissions(aws, project) };
    const plan = new CiRole(this, "plan", {
      name: globalName(`${project}-plan`, aws),
      description: "Plans every environment, for a pull request and before a deployment; changes nothing.",
      // A job of main that names no environment, and so waits for nobody, has the branch as its subject.
      trust: github.trust(["pull_request", `ref:${deployedBranch}`]),
      permissions: planned,
      permissionsBoundary: new PlanBoundary(this, "plan-boundary", {
        aws,
        project,
        permissions: [...planned.state, ...planned.read],
      }).arn,
    });
    for (const environment of deployedNames) {
      const target = toDeployTarget(aws, project, environment);
      const workload = new WorkloadBoundary(this, `workload-boundary-${environment}`, target);
      const { arn: permissionsBoundary } = new CiBoundary(this, `ci-boundary-${environment}`, {
        target,
        states,
        workloadBoundaryArn: workload.arn,
      });
      const role = new CiRole(this, `deploy-${environment}`, {
        name: deployRoleName(project, environment, aws),
        description: `Deploys ${environment} from main.`,
        trust: github.trust([`environment:${environment}`], { ref: [deployedBranch] }),
        permissions: {
          state: states.write(environment),
          read: readPermissions(aws, target.prefix),
          compute: computePermissions(target),
          storage: storagePermissions(target),
          smoke: smokePermissions(target),
        },
        permissionsBoundary,
      });
      new TerraformOutput(this, `deploy_role_arn_${environment}`, { value: role.arn });
    }

    new TerraformOutput(this, "state_bucket", { value: states.name });
    new TerraformOutput(this, "plan_role_arn", { value: plan.arn });
  }
}
