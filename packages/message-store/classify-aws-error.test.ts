import { expect } from "chai";
import * as fc from "fast-check";
import { AWS_ERROR_EXAMPLES, SECRET } from "./testing/aws-error-examples.ts";
import { AWS_ERROR_TABLE } from "./aws-error-table.ts";
import { classifyAwsError } from "./classify-aws-error.ts";

describe("classifyAwsError", () => {
  for (const { reason, needsOperator, examples } of AWS_ERROR_EXAMPLES)
    for (const [what, [code, error]] of Object.entries(examples))
      it(`classifies ${what} as ${needsOperator ? "a failure for an operator" : "a failure that a retry may solve"}: ${reason}`, () => {
        const failure = classifyAwsError(error, "PutItem");
        expect(failure).to.include({ kind: "Transient", code, needsOperator });
        expect(failure.isThrottled === true).to.equal(reason === "the service throttles");
        expect(failure.cause).to.equal(error);
        expect(failure.detail).to.match(new RegExp(`^PutItem failed: ${reason}( \\(HTTP \\d+\\))?\\.$`));
        // The sentence above is all there is; nothing of the error's own text is in the code either.
        expect(failure.code).not.to.include("5ecret");
      });

  it("has an example for every reason in its table", () => {
    const reasons = AWS_ERROR_EXAMPLES.map(({ reason }) => reason);
    for (const row of AWS_ERROR_TABLE) expect(reasons).to.include(row.reason);
  });

  for (const action of ["s3:PutObject", "dynamodb:PutItem", "kms:GenerateDataKey"])
    it(`names ${action} when it is not granted, without the caller or the resource`, () => {
      const error = Object.assign(
        new Error(
          `User: ${SECRET} is not authorized to perform: ${action} on resource: ${SECRET} because no identity-based policy allows the ${action} action`,
        ),
        { name: "AccessDenied", $fault: "client", $metadata: { httpStatusCode: 403 } },
      );
      expect(classifyAwsError(error, "PutObject").detail).to.equal(
        `PutObject was denied: ${action} is not granted.`,
      );
    });

  it("names the HTTP status when there is one", () => {
    const error = Object.assign(new Error("x"), { name: "SlowDown", $metadata: { httpStatusCode: 503 } });
    expect(classifyAwsError(error, "PutObject").detail).to.equal(
      "PutObject failed: the service throttles (HTTP 503).",
    );
  });

  it("ends when a cause is its own cause", () => {
    const error = new Error("round and round");
    error.cause = error;
    expect(classifyAwsError(error, "PutItem")).to.include({ code: "Unknown", needsOperator: true });
  });

  it("returns a failure for anything that can be thrown", () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(classifyAwsError(thrown, "PutItem").kind).to.equal("Transient");
      }),
    );
  });
});
