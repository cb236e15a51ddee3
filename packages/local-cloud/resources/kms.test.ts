import { expect } from "chai";
import { anAccount } from "../testing/stack.ts";
import { KmsAlias, KmsKey } from "./kms.ts";

describe("KmsKey", () => {
  const refused: readonly (readonly [string, object])[] = [
    ["a disabled key", { is_enabled: false }],
    ["a key that signs", { key_usage: "SIGN_VERIFY" }],
    ["an asymmetric key", { customer_master_key_spec: "RSA_2048" }],
    ["a key of several regions", { multi_region: true }],
    ["a policy that goes unchecked", { bypass_policy_lockout_safety_check: true }],
    ["an attribute that it does not know", { colour: "red" }],
  ];
  for (const [what, config] of refused)
    it(`refuses ${what}`, () => {
      expect(KmsKey.config.safeParse(config).success).to.equal(false);
    });

  it("has an id that looks like AWS's and stays the same", () => {
    const place = { address: "aws_kms_key.k", name: "k" };
    const { arn, key_id: id, id: same } = KmsKey.computed(KmsKey.config.parse({}), place, anAccount);
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([arn, same]).to.deep.equal([`arn:aws:kms:us-east-1:000000000000:key/${String(id)}`, id]);
  });
});

describe("KmsAlias", () => {
  for (const name of ["mine", "alias/aws/sns", "alias/", "alias/a b"])
    it(`refuses the name ${name}`, () => {
      expect(KmsAlias.config.safeParse({ name, target_key_id: "k" }).success).to.equal(false);
    });
});
