import { expect } from "chai";
import { type ServedService, serveService } from "../../testing/serve-service.ts";
import { anAccount, loadedStack } from "../../testing/stack.ts";
import { gatherPolicies } from "../../policy/policies.ts";
import { makeKmsService } from "./make-kms-service.ts";

describe("KMS", () => {
  let served: ServedService;

  beforeEach(async () => {
    const stack = await loadedStack({
      resource: {
        aws_kms_key: { main: {} },
        aws_kms_alias: {
          main: { name: "alias/main", target_key_id: "${aws_kms_key.main.key_id}" },
          second: { name: "alias/second", target_key_id: "${aws_kms_key.main.key_id}" },
        },
      },
    });
    served = await serveService(
      makeKmsService({ stack, account: anAccount, policies: gatherPolicies(stack, anAccount, () => {}) }),
    );
  });
  afterEach(async () => served.close());

  const ask = async (operation: string, input: object): Promise<unknown> => {
    const response = await fetch(served.clientConfig.endpoint, {
      method: "POST",
      headers: { "x-amz-target": `TrentService.${operation}`, "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify(input),
    });
    return response.json();
  };

  it("finds a key by its alias, its id and its ARN", async () => {
    const found = await ask("DescribeKey", { KeyId: "alias/main" });
    expect(found).to.have.nested.property("KeyMetadata.KeyState", "Enabled");
    const { KeyId, Arn } = (found as { readonly KeyMetadata: Readonly<Record<string, string>> }).KeyMetadata;
    expect(await ask("DescribeKey", { KeyId })).to.deep.equal(found);
    expect(await ask("DescribeKey", { KeyId: Arn })).to.deep.equal(found);
    expect(served.permissions).to.deep.equal(Array(3).fill(`kms:DescribeKey ${Arn}`));
    expect(await ask("ListAliases", { KeyId, Limit: 1 })).to.deep.equal({
      Aliases: [
        {
          AliasName: "alias/main",
          AliasArn: "arn:aws:kms:us-east-1:000000000000:alias/main",
          TargetKeyId: KeyId,
        },
      ],
      NextMarker: "1",
      Truncated: true,
    });
    const last = await ask("ListAliases", { Marker: "1" });
    expect(last).to.have.nested.property("Aliases.0.AliasName", "alias/second");
    expect(last).to.include({ Truncated: false });
  });

  it("tells the policy of a key, which leaves everything to IAM where the stack states none", async () => {
    const { Policy } = (await ask("GetKeyPolicy", { KeyId: "alias/main" })) as { readonly Policy: string };
    expect(JSON.parse(Policy)).to.have.nested.property("Statement.Action", "kms:*");
    expect(served.permissions[0]).to.match(/^kms:GetKeyPolicy arn:aws:kms:.*:key\//);
  });

  it("answers NotFoundException for a key that is not in the stack", async () => {
    expect(await ask("ListAliases", { KeyId: "none" })).to.include({ __type: "NotFoundException" });
    expect(await ask("DescribeKey", { KeyId: "alias/none" })).to.include({ __type: "NotFoundException" });
  });
});
