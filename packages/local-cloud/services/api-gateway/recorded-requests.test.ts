import { expect } from "chai";
import { CloudwatchLogGroup } from "../../resources/cloudwatch.ts";
import { makeTestGateway } from "../../testing/test-gateway.ts";

describe("API Gateway", () => {
  describe("metrics and access logs", () => {
    it("counts requests, errors and times for the API and for the stage", async () => {
      const gateway = makeTestGateway();
      await gateway.send("GET", "/v1/jobs/7");
      await gateway.send("GET", "/v1/nowhere");
      const sum = (name: string, stage: boolean) =>
        gateway.metrics
          .filter((datum) => datum.name === name && "Stage" in datum.dimensions === stage)
          .reduce((total, { value }) => total + value, 0);
      expect([sum("Count", false), sum("Count", true)]).to.deep.equal([2, 2]);
      expect([sum("4XXError", false), sum("5XXError", true)]).to.deep.equal([1, 0]);
      expect(gateway.metrics.filter(({ name }) => name === "IntegrationLatency")).to.have.length(2);
      expect(gateway.metrics.filter(({ name }) => name === "Latency")).to.have.length(4);
      expect(gateway.metrics[0]).to.deep.include({
        namespace: "AWS/ApiGateway",
        dimensions: { ApiName: "jobs-api" },
      });
    });

    it("writes one access log line per request in the stage's format", async () => {
      const format =
        '{"id":"$context.requestId","status":$context.status,"path":"$context.resourcePath","error":"$context.error.responseType","backend":"$context.integrationStatus","length":$context.responseLength}';
      const destination_arn = "arn:aws:logs:us-east-1:000000000000:log-group:/api/access:*";
      const gateway = makeTestGateway({
        api: { stage: { access_log_settings: { destination_arn, format } } },
        more: (stack) => stack.add(CloudwatchLogGroup, "access", { name: "/api/access" }),
      });
      const good = await gateway.send("GET", "/v1/jobs/7");
      await gateway.send("POST", "/v1/jobs", { body: "{" });
      const lines = gateway.logEvents.map(({ message }) => JSON.parse(message) as unknown);
      expect(gateway.logEvents.map(({ group }) => group)).to.deep.equal(["/api/access", "/api/access"]);
      expect(lines[0]).to.deep.equal({
        id: good.headers["x-amzn-requestid"],
        status: 200,
        path: "/jobs/{job_id}",
        error: "-",
        backend: "200",
        length: 2,
      });
      expect(lines[1]).to.include({ status: 400, error: "BAD_REQUEST_BODY", backend: "-" });
    });
  });

  describe("the local cloud's own log", () => {
    const accessLines = ({ log }: ReturnType<typeof makeTestGateway>) =>
      log.filter(({ fields }) => "latency_ms" in fields);

    it("has a line about each request, also outside of every stage, without its query", async () => {
      const gateway = makeTestGateway();
      const answered = await gateway.send("GET", "/v1/jobs/7?secret=1");
      await gateway.send("POST", "/v1/jobs", { body: "{" });
      await gateway.send("GET", "/other");
      expect(accessLines(gateway).map(({ level, message }) => `${level} ${message}`)).to.deep.equal([
        "INFO GET /v1/jobs/7 200",
        "INFO POST /v1/jobs 400",
        "INFO GET /other 403",
      ]);
      const fields = accessLines(gateway)[0]?.fields ?? {};
      expect(fields).to.include({
        method: "GET",
        path: "/v1/jobs/7",
        status: 200,
        request_id: answered.headers["x-amzn-requestid"],
      });
      expect(fields["latency_ms"]).to.be.a("number");
      expect(fields).to.not.have.property("subject");
    });

    it("names what a request's body is about by its id, and by nothing that is a text", async () => {
      const gateway = makeTestGateway({ deps: { subject: ["about", "id"] } });
      for (const id of ["job-7", "a text", "x".repeat(129), 7, null])
        await gateway.send("POST", "/v1/jobs", { body: JSON.stringify({ about: { id } }) });
      for (const body of ["", "{", "[]", '{"about":"id"}', '{"about":null}'])
        await gateway.send("POST", "/v1/jobs", { body });
      const subjects = accessLines(gateway).map(({ fields }) => fields["subject"]);
      expect(subjects).to.deep.equal(["job-7", ...Array<undefined>(9)]);
    });

    it("says why a request was refused by the names in the answer, and by nothing that is a text", async () => {
      const refusal = { code: "InvalidParameter", detail: "a text", parameter: "job_id" };
      let statusCode = 400;
      const gateway = makeTestGateway({
        deps: { reason: ["code", "detail", "parameter", "missing"] },
        invoke: async () => {
          const payload = JSON.stringify({ statusCode, body: JSON.stringify(refusal) });
          return { ok: true, payload } as const;
        },
      });
      await gateway.send("GET", "/v1/jobs/7");
      statusCode = 200;
      await gateway.send("GET", "/v1/jobs/7");
      const reasons = accessLines(gateway).map(({ fields }) => fields["reason"]);
      expect(reasons).to.deep.equal(["InvalidParameter job_id", undefined]);
    });
  });
});
