import { aPage } from "@message-handler/api-contract/openapi/examples.ts";
import { expect } from "chai";
import type { Answer } from "./api-caller.ts";
import { readOpenApiResponses } from "./openapi-responses.ts";

const answerOf = (
  status: number,
  headers: Readonly<Record<string, string>>,
  json: Readonly<Record<string, unknown>>,
): Answer => ({
  status,
  headers: new Headers(headers),
  text: JSON.stringify(json),
  json,
});

const accepted = { request_id: "a", queued_as: "b" };
const json = { "content-type": "application/json" };
const noStore = { ...json, "cache-control": "no-store" };
const problemJson = { "content-type": "application/problem+json" };
const problem = (status: number, code: string) => ({
  type: "about:blank",
  title: "Some",
  status,
  detail: "Something.",
  code,
  request_id: "a",
});

describe("the check of responses against docs/openapi.yaml", () => {
  const { violationsOf, uncoveredResponses } = readOpenApiResponses();

  it("finds no violation in responses as described, and counts them as covered", () => {
    expect(uncoveredResponses()).to.include("postMessage 202").and.to.include("getMessage 404 NotFound");
    expect(violationsOf("postMessage", answerOf(202, json, accepted))).to.deep.equal([]);
    expect(violationsOf("getMessage", answerOf(404, problemJson, problem(404, "NotFound")))).to.deep.equal(
      [],
    );
    expect(violationsOf("listMessages", answerOf(200, noStore, aPage))).to.deep.equal([]);
    expect(uncoveredResponses())
      .not.to.include("postMessage 202")
      .and.not.to.include("getMessage 404 NotFound");
    expect(uncoveredResponses()).to.include("getMessage 200");
  });

  const retry = { ...problemJson, "retry-after": "1" };
  const wrong: Readonly<Record<string, readonly [operationId: string, answer: Answer]>> = {
    "a status": ["postMessage", answerOf(201, json, accepted)],
    "an operation": ["deleteMessage", answerOf(200, json, {})],
    "a content type": ["postMessage", answerOf(202, { "content-type": "text/html" }, accepted)],
    "a field": ["postMessage", answerOf(202, json, { ...accepted, more: 1 })],
    "a field of a problem": [
      "getMessage",
      answerOf(404, problemJson, { ...problem(404, "NotFound"), arn: "x" }),
    ],
    "a field further down": [
      "listMessages",
      answerOf(200, noStore, { ...aPage, items: aPage.items.map((item) => ({ ...item, more: 1 })) }),
    ],
    "a missing field": ["postMessage", answerOf(202, json, { request_id: "a" })],
    "a code": ["getMessage", answerOf(404, problemJson, problem(404, "Gone"))],
    "a status that is not the body's": ["getMessage", answerOf(404, problemJson, problem(400, "NotFound"))],
    "a missing header": ["getMessage", answerOf(429, problemJson, problem(429, "TooManyRequests"))],
    "a header's value": [
      "getMessage",
      answerOf(429, { ...retry, "retry-after": "soon" }, problem(429, "TooManyRequests")),
    ],
    "a header where there is none": ["getMessage", answerOf(404, retry, problem(404, "NotFound"))],
    "a response that may be cached": ["listMessages", answerOf(200, json, aPage)],
  };
  for (const [what, [operationId, answer]] of Object.entries(wrong)) {
    it(`finds ${what} that is not as described, and counts nothing as covered`, () => {
      const before = uncoveredResponses();
      expect(violationsOf(operationId, answer)).not.to.deep.equal([]);
      expect(uncoveredResponses()).to.deep.equal(before);
    });
  }
});
