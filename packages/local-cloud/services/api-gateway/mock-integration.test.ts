import { expect } from "chai";
import { answerMock } from "./mock-integration.ts";

describe("answerMock", () => {
  for (const text of [
    '{"statusCode": 204}',
    "{ statusCode: 204 }",
    "{'statusCode': 204}",
    '{"statusCode":204,"x":1}',
  ]) {
    it(`reads the status of ${text}`, () => {
      expect(answerMock(text).status).to.equal(204);
    });
  }

  for (const text of ["", "{}", '{"statusCode":"200"}', "null", "[204]"]) {
    it(`finds no status in ${JSON.stringify(text)}`, () => {
      expect(() => answerMock(text)).to.throw("Internal server error");
    });
  }
});
