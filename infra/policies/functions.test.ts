import { expect } from "chai";
import { allOf, referredBy, resourcesOf, stackOf, subjects } from "./synth.ts";
import type { Block, Resource } from "./synth.ts";

for (const { title, config } of subjects) {
  describe(`the functions of ${title}`, () => {
    const functions = (): readonly Resource[] => allOf(stackOf(config), "aws_lambda_function");

    it("are process-message, query-messages and, where tokens are asked for, authorize-caller", () => {
      const names = [
        "process-message",
        "query-messages",
        ...(config.auth.kind === "jwt" ? ["authorize-caller"] : []),
      ];
      expect(functions().map(({ body }) => body["function_name"])).to.have.members(
        names.map((name) => `message-handler-${config.environment}-${name}`),
      );
    });

    if (config.auth.kind === "jwt") {
      const { issuer, audience, companyClaim, cacheSeconds } = config.auth;
      it("tell authorize-caller whose tokens to accept, and for how long its results are kept", () => {
        const [authorizer] = functions().filter(({ body }) =>
          String(body["function_name"]).endsWith("-authorize-caller"),
        );
        expect(authorizer?.body["environment"]).to.deep.equal({
          variables: {
            TOKEN_ISSUER: issuer,
            TOKEN_AUDIENCES: JSON.stringify([audience].flat()),
            COMPANY_CLAIM: companyClaim,
            CACHE_SECONDS: `${cacheSeconds}`,
          },
        });
      });
    }

    it("run on the Node.js version of the tests and log JSON", () => {
      for (const { body, address } of functions()) {
        expect(body["runtime"], address).to.equal("nodejs24.x");
        expect(body["architectures"], address).to.deep.equal(["arm64"]);
        expect((body["logging_config"] as Block)["log_format"], address).to.equal("JSON");
        expect((body["tracing_config"] as Block)["mode"], address).to.equal("Active");
      }
    });

    it("are deployed again when their code changed, and only then", () => {
      for (const { body, address } of functions())
        expect(body["source_code_hash"], address).to.match(/^[A-Za-z0-9+/]{43}=$/);
    });

    it("have one role each", () => {
      const roles = functions().map(({ body }) => body["role"]);
      expect(new Set(roles)).to.have.property("size", roles.length);
    });

    it("time out before API Gateway does", () => {
      for (const { body, address } of functions())
        if (!String(body["function_name"]).endsWith("-process-message"))
          expect(body["timeout"], address).to.be.below(30);
    });

    it("let process-message alone send to the queue that invokes it, which Lambda would take for a loop", () => {
      const [recursion, ...others] = allOf(stackOf(config), "aws_lambda_function_recursion_config");
      expect(others).to.deep.equal([]);
      expect(recursion?.body["recursive_loop"]).to.equal("Allow");
      expect(referredBy(stackOf(config), recursion?.body["function_name"]).body["function_name"]).to.match(
        /-process-message$/,
      );
    });

    it("tell process-message for how long an outage uses up no delivery", () => {
      const [processor] = functions().filter(({ body }) =>
        String(body["function_name"]).endsWith("-process-message"),
      );
      expect(processor?.body["environment"]).to.have.nested.property(
        "variables.OUTAGE_PROTECTION_HOURS",
        `${config.messageProcessor.outageProtectionHours}`,
      );
    });

    it("have no URL or shared layer of their own, and an alias only where the configuration asks for it", () => {
      const others = resourcesOf(stackOf(config)).filter(({ type }) =>
        ["aws_lambda_function_url", "aws_lambda_alias", "aws_lambda_layer_version_permission"].includes(type),
      );
      expect(others.map(({ type }) => type)).to.deep.equal(
        config.options.gradualRelease === undefined ? [] : ["aws_lambda_alias"],
      );
    });
  });
}
