// What every error response must be, whichever component responds.
import { expect } from "chai";
import type { Answer } from "./api-caller.ts";

/** Problem details that agree with the status and reveal nothing of what is behind the API. */
export const expectProblem = (answer: Answer, status: number, code?: string): void => {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers.get("content-type")).to.match(/^application\/problem\+json/);
  expect(answer.json).to.include({ status, ...(code === undefined ? {} : { code }) });
  expect(answer.json).to.include.all.keys("type", "title", "detail", "code");
  expect(answer.json?.["request_id"]).to.be.a("string").with.length.above(10);
  expect(answer.text).not.to.match(/arn:|000000000000|127\.0\.0\.1/);
};
