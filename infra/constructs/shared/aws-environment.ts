// Where the stack is deployed, as references: nothing names an account or a region.
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { Construct } from "constructs";

export class AwsEnvironment extends Construct {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** Ends the names of endpoints, and of some service principals: `amazonaws.com`, in China `amazonaws.com.cn`. */
  readonly dnsSuffix: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.accountId = new DataAwsCallerIdentity(this, "account", {}).accountId;
    this.region = new DataAwsRegion(this, "region", {}).region;
    const { partition, dnsSuffix } = new DataAwsPartition(this, "partition", {});
    this.partition = partition;
    this.dnsSuffix = dnsSuffix;
  }
}
