import { DateTime } from "@message-handler/domain/date-time.ts";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { routes } from "../routes.ts";
import type { JsonSchema } from "../to-json-schema.ts";
import { openApiYaml } from "./openapi.ts";

type Content = Readonly<
  Record<
    string,
    { readonly schema: object; readonly examples: Readonly<Record<string, { readonly value: unknown }>> }
  >
>;
type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly schema: object;
    readonly example: unknown;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
};

const text = readFileSync(join(import.meta.dirname, "../../../docs/openapi.yaml"), "utf8");
const description = parse(text) as JsonSchema & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
};
const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
const contents = operations.flatMap(({ operationId, requestBody, responses }) => [
  ...(requestBody === undefined ? [] : [{ where: `${operationId}, request`, content: requestBody.content }]),
  ...Object.entries(responses).map(([status, { content }]) => ({
    where: `${operationId}, ${status}`,
    content,
  })),
]);

// `discriminator` and `example` are OpenAPI's.
const ajv = new Ajv2020({ strict: false, formats: { "date-time": DateTime.is } });
ajv.addSchema({ $id: "openapi", components: description.components });
const isValid = (schema: object, value: unknown): boolean => {
  const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;
  return ajv.validate(local, value);
};

describe("docs/openapi.yaml", () => {
  it("is OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(description));
    expect(result.errors ?? []).to.deep.equal([]);
    expect(result.valid).to.equal(true);
    expect(description["openapi"]).to.match(/^3\.1\./);
  });

  it("is up to date with the codecs, the routes and the problems", () => {
    // The whole text in the report would hide the one thing to do.
    expect(text === openApiYaml, "docs/openapi.yaml is out of date: run `pnpm openapi`").to.equal(true);
  });

  it("describes every route, under its path and method", () => {
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
    );
    expect(described).to.deep.equal(
      Object.entries(routes).map(([operationId, { method, path }]) => [operationId, method, path]),
    );
  });

  for (const { where, content } of contents) {
    it(`has examples that match their schema: ${where}`, () => {
      for (const { schema, examples } of Object.values(content)) {
        expect(Object.keys(examples)).not.to.deep.equal([]);
        for (const [name, { value }] of Object.entries(examples))
          expect(isValid(schema, value), `${name}: ${ajv.errorsText()}`).to.equal(true);
      }
    });
  }

  it("has an example of each parameter that matches its schema", () => {
    for (const { name, schema, example } of operations.flatMap(({ parameters = [] }) => parameters))
      expect(isValid(schema, example), `${name}: ${ajv.errorsText()}`).to.equal(true);
  });

  it("describes every error as a problem, with an example of each of its codes", () => {
    for (const { operationId, responses } of operations)
      for (const [status, { description: said, content }] of Object.entries(responses)) {
        if (status < "400") continue;
        expect(content, `${operationId} ${status}`).to.have.all.keys("application/problem+json");
        const { schema, examples = {} } = content["application/problem+json"] ?? {};
        expect(schema).to.deep.equal({ $ref: "#/components/schemas/Problem" });
        for (const [code, { value }] of Object.entries(examples)) {
          expect(value).to.include({ code, status: Number(status) });
          expect(said).to.include(`\`${code}\``);
        }
      }
  });

  it("reads the same with YAML 1.1, where some texts are dates", () => {
    expect(parse(text, { version: "1.1" })).to.deep.equal(description);
  });
});
