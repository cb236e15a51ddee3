// The API in OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html
import { stringify } from "yaml";
import type { JsonSchema } from "../to-json-schema.ts";
import { schemas } from "./components.ts";
import { paths } from "./operations.ts";
import { headers } from "./responses.ts";

const info = {
  title: "Message handler",
  version: "1.0.0",
  summary: "Accepts order messages and reports the result of each.",
  description: [
    "A company posts messages, gets a message by its id, and lists its own messages.",
    "Every error of this API is `application/problem+json` (RFC 9457) with a stable `code` for programs; none repeats a value from the request. A path or method that is not described here gives 404, or 403 where requests are signed. Requests that AWS answers before they reach the API (malformed HTTP, too large headers, another stage) get responses of AWS's own.",
    "Who may call depends on the deployment (the output `auth`): signed requests (`iam`), tokens of an identity provider (`jwt`), or, locally only, everyone (`none`).",
  ].join("\n\n"),
  license: { name: "MIT", identifier: "MIT" },
};

const securitySchemes = {
  sigv4: {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    // As API Gateway itself exports AWS_IAM: OpenAPI has no name for it.
    "x-amazon-apigateway-authtype": "awsSigv4",
    description:
      "For `auth: iam`. AWS Signature Version 4 of the service `execute-api`; temporary credentials also need the header `x-amz-security-token`.",
  },
  token: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "For `auth: jwt`. A token of the deployment's issuer, for its audience, with the sender's company as a claim. The result of verifying a token is cached for a short time: a token may work a little longer than it is valid.",
  },
};

export const openApi: JsonSchema = {
  openapi: "3.1.1",
  info,
  servers: [
    {
      url: "http://127.0.0.1:3000/v1",
      description: "The system running locally. A deployment's URL is the output `api_url` of its stack.",
    },
  ],
  security: [{ sigv4: [] }, { token: [] }],
  tags: [{ name: "messages", description: "Messages and their results." }],
  paths,
  components: { securitySchemes, headers, schemas },
};

/**
 * The text of docs/openapi.yaml. No anchors, which not every reader of OpenAPI knows; and YAML 1.1, so that a reader
 * of that sees no date in a text.
 */
export const openApiYaml = stringify(openApi, {
  aliasDuplicateObjects: false,
  lineWidth: 0,
  schema: "yaml-1.1",
});
