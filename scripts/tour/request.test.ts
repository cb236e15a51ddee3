import { expect } from "chai";
import { toCurl } from "./request.ts";
import { newTourIds, toStory } from "./story.ts";

const url = "http://127.0.0.1:3000/v1/messages";

describe("toCurl", () => {
  it("is a command that sends the body byte for byte, whatever quotes are in it", () => {
    expect(toCurl({ method: "POST", url, body: "it's" })).to.equal(String.raw`curl ${url} -d 'it'\''s'`);
  });

  it("names a method that curl does not choose by itself, and asks for the status where that is shown", () => {
    expect(toCurl({ method: "DELETE", url })).to.equal(`curl -X DELETE ${url}`);
    expect(toCurl({ method: "GET", url, showsStatus: true })).to.equal(`curl -i ${url}`);
  });

  it("quotes a URL whose characters a shell would read, and leaves a shell its variable", () => {
    expect(toCurl({ method: "GET", url: `${url}?a=b&c=d`, tokenIn: "TOKEN" })).to.equal(
      `curl '${url}?a=b&c=d' \\\n  -H "authorization: Bearer $TOKEN"`,
    );
  });

  it("signs for the region where callers have to", () => {
    expect(toCurl({ method: "GET", url, signedFor: "eu-west-1" })).to.contain(
      "--aws-sigv4 aws:amz:eu-west-1:execute-api --user any:any",
    );
  });

  it("keeps every line of the tour's commands within 76 characters, but for those with a URL", () => {
    const system = {
      api_url: url,
      auth: "jwt" as const,
      region: "us-east-1",
      aws_endpoint: "http://127.0.0.1:4566",
      queue_url: "http://sqs.us-east-1.localhost:4566/000000000000/message-handler-local-messages",
      dead_letter_queue_url:
        "http://sqs.us-east-1.localhost:4566/000000000000/message-handler-local-dead-letters",
    };
    const requests = toStory(system, newTourIds())
      .flatMap(({ steps }) => steps)
      .flatMap((step) => ("request" in step ? [step.request] : []));
    const lines = requests.flatMap((request) => toCurl(request).split("\n"));
    expect(lines.filter((line) => line.length > 76 && !/https?:|arn:/.test(line))).to.deep.equal([]);
  });

  it("breaks lines before the 77th column", () => {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" };
    const lines = toCurl({ method: "POST", url, headers, body: "{\n}" }).split("\n");
    expect(lines.map(({ length }) => length).filter((length) => length > 76)).to.deep.equal([]);
    for (const line of lines.slice(0, -2)) expect(line).to.match(/ \\$/);
  });
});
