// The whole API in OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html
import { stringify } from "yaml";
import { schemas } from "./components.ts";
import type { DescribedProblems } from "./described-problems.ts";
import type { JsonSchema } from "./json-schema.ts";
import { getMessage, listMessages, postMessage } from "./operations.ts";
import { headers } from "./responses.ts";

const info = {
  title: "Message handler",
  version: "1.0.0",
  summary: "Takes order messages in and tells what became of them.",
  description: [
    "A company posts messages, looks one up by its id, and lists its own.",
    "Every error is a problem (RFC 9457, `application/problem+json`) with a `code` for programs. No error repeats what was sent. A path or method that is not described here is answered with 404, or with 403 where requests are signed.",
    "Who may call depends on the deployment (`auth` among its outputs): signed requests (`iam`), tokens of an identity provider (`jwt`), or, on a laptop only, everyone (`none`).",
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
      "For `auth: iam`. AWS Signature Version 4 of the service `execute-api`; an `x-amz-security-token` header comes with temporary credentials.",
  },
  token: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "For `auth: jwt`. A token of the deployment's issuer for its audience that names the sender's company. A token is looked at once and believed for a short while after: it may work a little longer than it is valid.",
  },
};

/** @param problems what the gateway and the queries answer, each from where it is defined */
export const describeApi = (problems: DescribedProblems): JsonSchema => ({
  openapi: "3.1.1",
  info,
  servers: [
    {
      url: "{api_url}",
      description: "A deployment, or a system on a laptop.",
      variables: {
        api_url: {
          default: "http://127.0.0.1:3000/v1",
          description: "The output `api_url` of the stack.",
        },
      },
    },
  ],
  security: [{ sigv4: [] }, { token: [] }],
  tags: [{ name: "messages", description: "Messages and what became of them." }],
  paths: {
    "/messages": { post: postMessage(problems), get: listMessages(problems) },
    "/messages/{message_id}": { get: getMessage(problems) },
  },
  components: { securitySchemes, headers, schemas },
});

/** Without anchors, which not every reader of OpenAPI knows; and so that one of YAML 1.1 sees no date in a text. */
export const toYaml = (description: JsonSchema): string =>
  stringify(description, { aliasDuplicateObjects: false, lineWidth: 0, schema: "yaml-1.1" });
