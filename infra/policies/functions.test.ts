import { expect } from "chai";
import { allOf, resourcesOf, stackOf, subjects } from "./synth.ts";
import type { Block, Resource } from "./synth.ts";

for (const { title, config } of subjects) {
  describe(`the functions of ${title}`, () => {
    const functions = (): readonly Resource[] => allOf(stackOf(config), "aws_lambda_function");

    it("are as many as the pipeline has steps", () => {
      expect(functions()).to.have.length(config.auth.kind === "jwt" ? 3 : 2);
    });

    it("run on the runtime that the tests run on, and log fields instead of text", () => {
      for (const { body, address } of functions()) {
        expect(body["runtime"], address).to.equal("nodejs24.x");
        expect(body["architectures"], address).to.deep.equal(["arm64"]);
        expect((body["logging_config"] as Block)["log_format"], address).to.equal("JSON");
        expect((body["tracing_config"] as Block)["mode"], address).to.equal("Active");
      }
    });

    it("are deployed anew when their code changed, and only then", () => {
      for (const { body, address } of functions())
        expect(body["source_code_hash"], address).to.match(/^[A-Za-z0-9+/]{43}=$/);
    });

    it("have a role each", () => {
      const roles = functions().map(({ body }) => body["role"]);
      expect(new Set(roles)).to.have.property("size", roles.length);
    });

    it("answer sooner than API Gateway gives up", () => {
      for (const { body, address } of functions())
        if (!String(body["function_name"]).endsWith("-process-message"))
          expect(body["timeout"], address).to.be.below(30);
    });

    it("have no door of their own", () => {
      const doors = resourcesOf(stackOf(config)).filter(({ type }) =>
        ["aws_lambda_function_url", "aws_lambda_alias", "aws_lambda_layer_version_permission"].includes(type),
      );
      expect(doors).to.deep.equal([]);
    });
  });
}
