import { expect } from "chai";
import * as fc from "fast-check";
import { compileTemplate } from "./mapping-template.ts";

const parameters = {
  path: { id: "p" },
  querystring: { id: "q", page: "2" },
  header: { "x-colour": "blue" },
};
const context = { requestId: "r-1", requestTimeEpoch: 7, stage: "v1", identity: { user: null } };

const render = (template: string, body = "") =>
  compileTemplate(template).render({ body, parameters, context });
const text = (template: string, body = ""): string => render(template, body).text;

describe("compileTemplate", () => {
  it("renders references, conditions and loops", () => {
    expect(
      text("#foreach($x in $input.path('$.l'))$x#if($foreach.hasNext),#end#end", '{"l":[1,2,3]}'),
    ).to.equal("1,2,3");
    expect(text("#if($input.path('$.a') == 'x')yes#{else}no#end", '{"a":"x"}')).to.equal("yes");
    expect(text("$context.stage $context.requestTimeEpoch")).to.equal("v1 7");
  });

  it("looks for a parameter in the path, then the query, then the headers, whatever the case of these", () => {
    expect(
      text("$input.params('id') $input.params('page') $input.params('X-Colour') [$input.params('no')]"),
    ).to.equal("p 2 blue []");
    expect(text("$input.params().querystring.get('id')")).to.equal("q");
  });

  it("prints nothing for what is missing or null", () => {
    expect(
      text(
        "[$input.path('$.a.b')][$input.path('$.n')][$context.identity.user][$context.authorizer.x]",
        '{"n":null}',
      ),
    ).to.equal("[][][][]");
    expect(text("$input.json('$.a')", "{}")).to.equal('""');
    expect(text("[$input.path('$.a')]", "no json")).to.equal("[]");
  });

  it("hands over an empty object for an empty body, as AWS does", () => {
    expect(text("$input.body")).to.equal("{}");
  });

  it("serialises what stands at a path", () => {
    expect(text("$input.json('$.a')", '{"a":{"b":[1,"x"]}}')).to.equal('{"b":[1,"x"]}');
  });

  it("never evaluates data, whatever they look like", () => {
    const body = '{"a":"$context.requestId #if(true)x#end ${input.body}"}';
    expect(text("$input.body", body)).to.equal(body);
    expect(text("$input.path('$.a')", body)).to.equal("$context.requestId #if(true)x#end ${input.body}");
  });

  it("carries any body through urlEncode unchanged", () => {
    const template = compileTemplate("A=b&MessageBody=$util.urlEncode($input.body)&C=d");
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (body) => {
        const form = template.render({ body, parameters, context }).text;
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
    const renderBody = (body: string) => template.render({ body, parameters, context }).overrides;
    expect(renderBody("x").responseOverride).to.deep.equal({ status: 409, header: { "A-B": "c" } });
    expect(renderBody("y").responseOverride).to.deep.equal({ header: {} });
  });

  it("calls Java's methods on strings, lists and maps", () => {
    const body = '{"s":" It\'s ","l":[1,2],"m":{"k":"v"}}';
    expect(
      text(
        "#set($s = $input.path('$.s'))$s.trim().replaceAll(\"'\", '').toLowerCase() $s.length() $s.isEmpty()",
        body,
      ),
    ).to.equal("its 6 false");
    expect(text("#set($l = $input.path('$.l'))$l.size() $l.get(1) $l.contains(2)", body)).to.equal(
      "2 2 true",
    );
    expect(
      text(
        "#set($m = $input.path('$.m'))$m.keySet().get(0) $m.containsKey('x') [$m.get('constructor')]",
        body,
      ),
    ).to.equal("k false []");
  });

  it("decodes, encodes and parses through $util", () => {
    expect(text("$util.urlDecode('a+b%26') $util.base64Encode('é') $util.base64Decode('w6k=')")).to.equal(
      "a b& w6k= é",
    );
    expect(text("$util.parseJson($input.body).a", '{"a":5}')).to.equal("5");
    expect(text("$util.escapeJavaScript($input.path('$.a'))", '{"a":"\\""}')).to.equal('\\"');
  });

  it("fails rather than guess how AWS prints a map, or what a method does to the wrong kind of value", () => {
    expect(() => text("$input.path('$.a')", '{"a":{}}')).to.throw("map or a list");
    expect(() => text("$input.path('$.a').size()", '{"a":"x"}')).to.throw("no method size");
  });

  it("names every problem of a template that cannot be trusted", () => {
    expect(() => compileTemplate("$a\n$b")).to.throw("line 1: $a is never set; line 2: $b is never set");
  });
});
