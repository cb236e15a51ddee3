import { expect } from "chai";

import { useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

describe("S3 operations that are not supported", () => {
  const { endpoint, put } = useFiles();

  for (const [method, path, name] of [
    ["PUT", "/made-here", "CreateBucket"],
    ["DELETE", "/files", "DeleteBucket"],
    ["GET", "/files?location", "GetBucketLocation"],
    ["GET", "/files?prefix=a&marker=b", "ListObjects"],
    ["GET", "/files?versions&delimiter=a", "ListObjectVersions"],
    ["POST", "/files?delete", "DeleteObjects"],
  ] as const) {
    it(`names ${name} when it refuses it`, async () => {
      const response = await fetch(`${endpoint().url}${path}`, { method });
      expect(response.status).to.equal(501);
      expect(await response.text()).to.include(
        `<Code>NotImplemented</Code><Message>s3: ${name} is not supported by the local cloud.</Message>`,
      );
    });
  }

  const calls: readonly [string, string, Record<string, string>?][] = [
    ["PUT", "/files?policy"],
    ["GET", "/files?versions&delimiter=/"],
    ["GET", "/files/a?versionId=1"],
    ["PUT", "/files?versioning"],
    ["PUT", "/files?lifecycle"],
    ["PUT", "/files?encryption"],
    ["PUT", "/files?publicAccessBlock"],
    ["PUT", "/files/a?tagging"],
    ["POST", "/files/a?uploads"],
    ["PUT", "/files/a", { "x-amz-copy-source": "/files/b" }],
    ["PUT", "/files/a", { "x-amz-tagging": "a=b" }],
    ["PUT", "/files/a", { "x-amz-acl": "public-read" }],
    ["PUT", "/files/a", { "x-amz-object-lock-mode": "GOVERNANCE" }],
    ["PUT", "/files/a", { "x-amz-storage-class": "GLACIER" }],
    ["PUT", "/files/a", { "x-amz-server-side-encryption-customer-algorithm": "AES256" }],
    ["PUT", "/files/a", { expires: "Thu, 01 Jan 2026 00:00:00 GMT" }],
  ];
  for (const [method, path, headers = {}] of calls) {
    it(`refuses ${method} ${path} ${Object.keys(headers).join()}`, async () => {
      const response = await fetch(`${endpoint().url}${path}`, { method, headers });
      expect(response.status).to.equal(501);
      expect(await response.text()).to.include("<Code>NotImplemented</Code>");
      expect(endpoint().logged.at(-1)).to.include({ level: "WARN" });
    });
  }

  it("refuses a bucket of another account", async () => {
    expect(await rejectionOf(put("a", { ExpectedBucketOwner: "111111111111" }))).to.have.property(
      "name",
      "AccessDenied",
    );
    await put("a", { ExpectedBucketOwner: "000000000000" });
  });
});
