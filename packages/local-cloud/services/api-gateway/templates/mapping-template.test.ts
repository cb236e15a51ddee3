import { expect } from "chai";
import * as fc from "fast-check";
import { compileTemplate } from "./mapping-template.ts";

const context = { requestId: "r-1", requestTimeEpoch: 7, stage: "v1", identity: { user: null } };

const text = (template: string, body = ""): string => compileTemplate(template).render(body, context).text;

describe("mapping templates of API Gateway", () => {
  it("renders references and conditions", () => {
    expect(text("#if($input.path('$.a') == 'x')yes#{else}no#end", '{"a":"x"}')).to.equal("yes");
    expect(text("$context.stage $context.requestTimeEpoch")).to.equal("v1 7");
  });

  it("prints nothing for what is missing or null", () => {
    expect(
      text(
        "[$input.path('$.a.b')][$input.path('$.n')][$context.identity.user][$context.authorizer.x]",
        '{"n":null}',
      ),
    ).to.equal("[][][][]");
    expect(text("[$input.path('$.constructor')][$input.path('$.a.length')]", '{"a":"x"}')).to.equal("[][]");
    expect(text("[$input.path('$.a')]", "no json")).to.equal("[]");
  });

  it("puts a text of the body in lower case, and takes no method that it does not know", () => {
    const template = (step: string) => `#set($a = $input.path('$.a'))[$a.${step}]`;
    expect(text(template("toLowerCase()"), '{"a":"Ab"}')).to.equal("[ab]");
    for (const step of ["toUpperCase()", "toLowerCase().trim()", "toLowerCase('x')", "length"])
      expect(() => compileTemplate(template(step)), step).to.throw("not supported");
  });

  it("matches a whole text, as Java does", () => {
    const template = "#set($a = $input.path('$.a'))#if($a && $a.matches('b-[0-9]{2}'))yes#{else}no#end";
    expect(
      ["b-12", "b-123", "ab-12", "b-12\n"].map((a) => text(template, JSON.stringify({ a }))),
    ).to.deep.equal(["yes", "no", "no", "no"]);
    expect(text(template, "{}")).to.equal("no");
  });

  it("hands over an empty object for an empty body, as AWS does", () => {
    expect(text("$input.body")).to.equal("{}");
  });

  it("never evaluates data, whatever they look like", () => {
    const body = '{"a":"$context.requestId #if(true)x#end ${input.body}"}';
    expect(text("$input.body", body)).to.equal(body);
    expect(text("$input.path('$.a')", body)).to.equal("$context.requestId #if(true)x#end ${input.body}");
  });

  it("goes through the headers of the request", () => {
    const template = compileTemplate(
      "#foreach($name in $input.params().header.keySet())#set($value = $input.params().header.get($name).toLowerCase().replaceAll(' ', ''))[$name=$value,$value.indexOf('b')]#end",
    );
    expect(template.render("{}", context, { a: "A B", c: "" }).text).to.equal("[a=ab,1][c=,-1]");
    expect(template.render("{}", context).text).to.equal("");
  });

  it("carries any body through urlEncode unchanged", () => {
    const template = compileTemplate("A=b&MessageBody=$util.urlEncode($input.body)&C=d");
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (body) => {
        const form = template.render(body, context).text;
        expect([...new URLSearchParams(form)]).to.deep.equal([
          ["A", "b"],
          ["MessageBody", body],
          ["C", "d"],
        ]);
      }),
    );
  });

  it("hands back what the template overrides, each time afresh", () => {
    const template = compileTemplate(
      "#if($input.body == 'x')#set($context.responseOverride.status = 409)#set($context.responseOverride.header.A-B = 'c')#end",
    );
    const overrideOf = (body: string) => template.render(body, context).override;
    expect(overrideOf("x")).to.deep.equal({ status: 409, header: { "A-B": "c" } });
    expect(overrideOf("y")).to.deep.equal({ header: {} });
  });

  it("hands back what a request's template puts aside, and shows it to the response's", () => {
    const request = compileTemplate("#set($context.requestOverride.path.job = $input.path('$.id'))");
    const { pathOverride } = request.render('{"id":"a"}', context);
    expect(pathOverride).to.deep.equal({ job: "a" });
    const response = compileTemplate(
      "[$context.requestOverride.path.job][$context.requestOverride.path.other]",
    );
    expect(response.render("", { ...context, requestOverride: { path: pathOverride } }).text).to.equal(
      "[a][]",
    );
    expect(response.render("", context).text).to.equal("[][]");
  });

  it("fails rather than guess how AWS prints a map", () => {
    expect(() => text("$input.path('$.a')", '{"a":{}}')).to.throw("map or a list");
  });

  it("names every problem of a template that cannot be trusted", () => {
    expect(() => compileTemplate("$a\n$b")).to.throw("line 1: $a is never set; line 2: $b is never set");
  });
});
