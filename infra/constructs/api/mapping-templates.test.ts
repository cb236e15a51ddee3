import { compileTemplate } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import {
  acceptedTemplate,
  maxMessageSize,
  refusedTemplate,
  sendMessageTemplate,
} from "./mapping-templates.ts";

const traced =
  "#set($trace = $context.xrayTraceId)#if($trace && $trace.matches('1-[0-9a-f]{8}-[0-9a-f]{24}'))" +
  "&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String" +
  "&MessageSystemAttribute.1.Value.StringValue=Root%3D$util.urlEncode($trace)#end";

const keepsId =
  "#set($message_id = $input.path('$.metadata.message_id'))" +
  "#set($context.requestOverride.path.message_id = $message_id.toLowerCase())";

const sent = (group: string): string =>
  `#if($isPlain == true)&MessageBody=$util.urlEncode($input.body)${group}` +
  "&MessageAttribute.1.Name=request_id&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=$context.requestId" +
  "&MessageAttribute.2.Name=received_at&MessageAttribute.2.Value.DataType=Number&MessageAttribute.2.Value.StringValue=$context.requestTimeEpoch" +
  "&MessageAttribute.3.Name=times_postponed&MessageAttribute.3.Value.DataType=String&MessageAttribute.3.Value.StringValue=000";

describe("the mapping templates", () => {
  it("send the body URL-encoded, the company that it names as its group, and what the gateway knows", () => {
    const template = sendMessageTemplate({ withCompany: false });
    expect(template.slice(template.indexOf("#if($isPlain"))).to.equal(
      `${sent(
        "#set($company = $input.path('$.metadata.company_id'))" +
          "#if($company && $company != '')&MessageGroupId=$util.urlEncode($company.toLowerCase())#end",
      )}${traced}${keepsId}#end`,
    );
  });

  it("send the company that the authorizer found in the token, and as the group no other, where there is an authorizer", () => {
    const template = sendMessageTemplate({ withCompany: true });
    expect(template.slice(template.indexOf("#if($isPlain"))).to.equal(
      sent("&MessageGroupId=$util.urlEncode($context.authorizer.company_id)") +
        "&MessageAttribute.4.Name=company_id&MessageAttribute.4.Value.DataType=String" +
        "&MessageAttribute.4.Value.StringValue=$util.urlEncode($context.authorizer.company_id)" +
        `${traced}${keepsId}#end`,
    );
  });

  it("find what the sender declares in a header, in whatever case its name is", () => {
    const { render } = compileTemplate(sendMessageTemplate({ withCompany: false }));
    const isSent = (headers: Readonly<Record<string, string>>): boolean =>
      render("{}", {}, headers).text.includes("&MessageBody=");
    expect(isSent({ "CONTENT-Type": "application/json", "Content-encoding": "identity" })).to.equal(true);
    expect(isSent({ "CONTENT-Type": "application/json; charset=latin1" })).to.equal(false);
    expect(isSent({ "Content-encoding": "gzip" })).to.equal(false);
  });

  it("continue a request's trace, and leave out what is no trace's id", () => {
    const { render } = compileTemplate(sendMessageTemplate({ withCompany: false }));
    const trace = (xrayTraceId?: string): string | null =>
      new URLSearchParams(render("{}", { xrayTraceId }).text).get(
        "MessageSystemAttribute.1.Value.StringValue",
      );
    const id = "1-5759e988-bd862e3fe1be46a994272793";
    expect(trace(id)).to.equal(`Root=${id}`);
    for (const other of ["1-zz", `Root=${id}`, `${id};Sampled=1`, id.toUpperCase(), `${id}0`, "", undefined])
      expect(trace(other), other).to.equal(null);
  });

  it("say where the record of an accepted message will be, and nowhere when its id was not kept", () => {
    const { render } = compileTemplate(acceptedTemplate);
    const answer = '{"SendMessageResponse":{"SendMessageResult":{"MessageId":"m"}}}';
    const locationOf = (path: object): unknown =>
      render(answer, { path: "/v1/messages", requestOverride: { path } }).override.header["Location"];
    expect(locationOf({ message_id: "a" })).to.equal("/v1/messages/a");
    expect(locationOf({})).to.equal(undefined);
  });

  it("say how much longer a message is with its attributes, so that the longest body passes and no longer one", () => {
    expect(maxMessageSize({ withCompany: false })).to.equal(
      262_144 +
        "request_idString".length +
        36 +
        "received_atNumber".length +
        13 +
        "times_postponedString".length +
        3,
    );
    expect(maxMessageSize({ withCompany: true }) - maxMessageSize({ withCompany: false })).to.equal(
      "company_idString".length + 36,
    );
  });

  it("answer an accepted message with its two ids, and anything else with a problem", () => {
    const [accepted, otherwise] = acceptedTemplate.split("#else");
    expect(accepted).to.match(/#end\{"request_id":"\$context\.requestId","queued_as":"\$id"\}$/);
    expect(otherwise).to.include("responseOverride.status = 503").and.not.to.include("$id");
  });

  it("pass on nothing of what SQS said in a refusal: its code and its reason only choose the answer", () => {
    const printed = refusedTemplate.replaceAll(/#(set|if|elseif)\([^#{]*\)(?=#|\{)/g, "");
    expect(printed).not.to.match(/\$(input|code|reason|kept)/);
  });

  const refusals: readonly (readonly [code: string, reason: string, kept: boolean, answer: string])[] = [
    ["InvalidParameterValue", "Message must be shorter than 262302 bytes.", true, "MessageTooLarge"],
    ["InvalidParameterValue", "The parameter MessageGroupId is invalid.", true, "InternalError"],
    ["InvalidParameterValue", "", true, "InternalError"],
    ["MissingParameter", "The request must contain the parameter MessageBody.", false, "UnsupportedEncoding"],
    ["MissingParameter", "The request must contain the parameter Value.", true, "InternalError"],
    ["InvalidMessageContents", "The message contains characters outside the set.", true, "InvalidCharacters"],
    ["RequestThrottled", "Slow down.", true, "Unavailable"],
    ["AWS.SimpleQueueService.NonExistentQueue", "Message must be shorter than it is.", true, "InternalError"],
  ];
  for (const [code, reason, kept, answer] of refusals)
    it(`blame the sender for its own faults alone: ${code}, ${reason || "without a reason"}`, () => {
      const error = JSON.stringify({ Error: { Code: code, Message: reason } });
      const { text, override } = compileTemplate(refusedTemplate).render(error, {
        requestOverride: { path: kept ? { message_id: "a" } : {} },
      });
      expect(JSON.parse(text)).to.include({ code: answer, status: override.status });
    });
});
