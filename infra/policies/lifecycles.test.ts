import { expect } from "chai";
import type { StackConfig } from "../config/stack-config.ts";
import { bootstrapStack, refTo, stackOf, subjects, theOnly } from "./synth.ts";
import type { Block, StackJson } from "./synth.ts";

/** The rules for the one bucket of a stack, as they are but for the names that people gave them. */
const lifecycleOf = (stack: StackJson): readonly Block[] => {
  const { body } = theOnly(stack, "aws_s3_bucket_lifecycle_configuration");
  expect(body["bucket"]).to.equal(refTo(theOnly(stack, "aws_s3_bucket"), "id"));
  return (body["rule"] as readonly Block[]).map(({ id: _name, ...rule }) => rule);
};

/** A rule that holds for every object. */
const always = { status: "Enabled", filter: [{ prefix: "" }] };

/** What is written here happens to objects, and nothing else does: a rule more could delete them. */
const expectedRules = ({ archive, options: { retention } }: StackConfig): readonly Block[] => [
  {
    ...always,
    transition: [
      { days: archive.infrequentAccessAfterDays, storage_class: "STANDARD_IA" },
      { days: archive.coldAfterDays, storage_class: "GLACIER_IR" },
    ],
  },
  {
    ...always,
    noncurrent_version_expiration: [{ noncurrent_days: archive.oldVersionDays }],
    expiration: [{ expired_object_delete_marker: true }],
  },
  ...(retention === undefined ? [] : [{ ...always, expiration: [{ days: retention.archiveDays }] }]),
  { ...always, abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
];

describe("lifecycle rules", () => {
  for (const { title, config } of subjects)
    it(`move the objects of ${title} to two cheaper classes and expire old versions as configured, and do nothing else`, () => {
      expect(lifecycleOf(stackOf(config))).to.deep.equal(expectedRules(config));
    });

  it("follow the configuration", () => {
    const [{ config } = { config: undefined }] = subjects;
    if (config === undefined) throw new Error("there is no environment");
    const archive = { infrequentAccessAfterDays: 45, coldAfterDays: 200, oldVersionDays: 99 };
    expect(lifecycleOf(stackOf({ ...config, archive }))).to.deep.equal(expectedRules({ ...config, archive }));
  });

  it("keep replaced states for 90 days, and the newest ten for ever", () => {
    expect(lifecycleOf(bootstrapStack())).to.deep.equal([
      {
        ...always,
        noncurrent_version_expiration: [{ noncurrent_days: 90, newer_noncurrent_versions: 10 }],
        expiration: [{ expired_object_delete_marker: true }],
      },
      { ...always, abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }] },
    ]);
  });
});
