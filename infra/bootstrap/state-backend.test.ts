import { expect } from "chai";
import { TerraformStack, Testing } from "cdktf";
import { addStateBackend } from "./state-backend.ts";

describe("addStateBackend", () => {
  const backends = (bucket: string | undefined): unknown => {
    const stack = new TerraformStack(Testing.app(), "a-stack");
    addStateBackend(stack, "dev", bucket);
    const { terraform } = JSON.parse(Testing.synth(stack)) as { terraform: { backend: unknown } };
    return terraform.backend;
  };
  const lockedAndEncrypted = { key: "message-handler/dev.tfstate", encrypt: true, use_lockfile: true };

  it("locks and encrypts the state of an environment under its own key", () => {
    expect(backends("a-bucket")).to.deep.equal({ s3: { bucket: "a-bucket", ...lockedAndEncrypted } });
  });

  it("leaves the bucket to terraform init while it is not known", () => {
    expect(backends(undefined)).to.deep.equal({ s3: lockedAndEncrypted });
  });
});
