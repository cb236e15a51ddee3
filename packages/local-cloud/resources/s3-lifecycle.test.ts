import { expect } from "chai";
import { S3BucketLifecycleConfiguration } from "./s3-lifecycle.ts";

const rule = { id: "old", status: "Enabled", filter: [{ prefix: "" }] };
const transition = { days: 30, storage_class: "STANDARD_IA" };
const parse = (...rules: readonly object[]): boolean =>
  S3BucketLifecycleConfiguration.config.safeParse({ bucket: "files", rule: rules }).success;

describe("S3BucketLifecycleConfiguration", () => {
  for (const [what, action] of [
    ["tiers", { transition: [transition, { days: 90, storage_class: "GLACIER_IR" }] }],
    [
      "old versions",
      { noncurrent_version_expiration: [{ noncurrent_days: 30, newer_noncurrent_versions: 3 }] },
    ],
    [
      "tiers of old versions",
      { noncurrent_version_transition: { noncurrent_days: 30, storage_class: "GLACIER" } },
    ],
    ["incomplete uploads", { abort_incomplete_multipart_upload: { days_after_initiation: 7 } }],
    ["the end", { expiration: [{ days: 365 }] }],
    ["markers of what was deleted", { expiration: { expired_object_delete_marker: true } }],
    ["a day", { expiration: { date: "2030-01-01T00:00:00Z" } }],
  ] as const)
    it(`takes rules on ${what}`, () => {
      expect(parse({ ...rule, ...action })).to.equal(true);
    });

  for (const [what, ...rules] of [
    ["no rule"],
    ["a rule without an action", rule],
    ["two rules of one name", { ...rule, transition }, { ...rule, transition }],
    ["a status of no kind", { ...rule, status: "enabled", transition }],
    ["a class that does not exist", { ...rule, transition: { days: 30, storage_class: "COLD" } }],
    ["a class of rare access before its time", { ...rule, transition: { ...transition, days: 29 } }],
    [
      "old versions of a class of rare access before their time",
      {
        ...rule,
        noncurrent_version_transition: { noncurrent_days: 29, storage_class: "STANDARD_IA" },
      },
    ],
    ["an end at no time", { ...rule, expiration: {} }],
    ["an end at two times", { ...rule, expiration: { days: 365, expired_object_delete_marker: true } }],
    ["a transition at no time", { ...rule, transition: { storage_class: "GLACIER" } }],
    [
      "an upload that ends at once",
      { ...rule, abort_incomplete_multipart_upload: { days_after_initiation: 0 } },
    ],
    ["a word that it does not know", { ...rule, transition, colour: "red" }],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(parse(...rules)).to.equal(false);
    });
});
