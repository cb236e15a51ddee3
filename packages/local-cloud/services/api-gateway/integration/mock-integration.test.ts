import { expect } from "chai";
import { callMock } from "./mock-integration.ts";

describe("mock integrations of API Gateway", () => {
  for (const text of ['{"statusCode": 204}', '{"statusCode":204,"x":1}']) {
    it(`reads the status of ${text}`, () => {
      expect(callMock(text).status).to.equal(204);
    });
  }

  for (const text of ["", "{}", '{"statusCode":"200"}', "null", "[204]", "{ statusCode: 204 }"]) {
    it(`finds no status in ${JSON.stringify(text)}`, () => {
      expect(() => callMock(text)).to.throw("Internal server error");
    });
  }
});
