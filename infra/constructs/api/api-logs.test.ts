import { compileAccessLog } from "@message-handler/local-cloud/logs";
import { expect } from "chai";
import { accessLogFormat } from "./api-logs.ts";

const variablesIn = (format: string): readonly string[] => format.match(/\$context\.[\w.]+/g) ?? [];

describe("accessLogFormat", () => {
  for (const auth of ["none", "iam", "jwt"] as const) {
    it(`is one line of JSON whatever a variable holds, ${auth}`, () => {
      const line = accessLogFormat(auth).replaceAll(/\$context\.[\w.]+/g, "-");
      expect(line).not.to.include("\n");
      expect(new Set(Object.values(JSON.parse(line) as object))).to.deep.equal(new Set(["-"]));
    });

    it(`holds nothing that a caller wrote, and no address, ${auth}`, () => {
      const known = [
        "requestId",
        "requestTime",
        "httpMethod",
        "resourcePath",
        "status",
        "error.responseType",
        "responseLatency",
        "integration.status",
        "integration.latency",
        "responseLength",
        "identity.userArn",
        "authorizer.company_id",
      ].map((name) => `$context.${name}`);
      expect(known).to.include.members([...variablesIn(accessLogFormat(auth))]);
    });
  }

  it("names the company that a token proved, or the principal that signed", () => {
    expect(variablesIn(accessLogFormat("jwt"))).to.include("$context.authorizer.company_id");
    expect(variablesIn(accessLogFormat("iam"))).to.include("$context.identity.userArn");
    expect(variablesIn(accessLogFormat("none"))).not.to.include("$context.identity.userArn");
  });

  it("tells how a request ended, and leaves out what was sent", () => {
    const { format } = compileAccessLog({
      destination_arn: "arn:aws:logs:us-east-1:000000000000:log-group:a-group",
      format: accessLogFormat("jwt"),
    });
    const sent = "s3cr3t";
    const line = format({
      requestId: "request-1",
      httpMethod: "GET",
      path: `/v1/messages/${sent}`,
      resourcePath: "/messages/{message_id}",
      status: 404,
      error: { message: sent, validationErrorString: sent, responseType: "DEFAULT_4XX" },
      identity: { sourceIp: sent, userAgent: sent },
      integrationErrorMessage: sent,
      authorizer: { company_id: "e0721e56-fb09-4273-ae74-7bcbc92d43eb" },
    });
    expect(line).not.to.include(sent);
    expect(JSON.parse(line)).to.include({
      request_id: "request-1",
      route: "/messages/{message_id}",
      status: "404",
      company_id: "e0721e56-fb09-4273-ae74-7bcbc92d43eb",
      latency_ms: "-",
    });
  });
});
