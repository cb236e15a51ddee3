import { expect } from "chai";
import { lintTemplate } from "./template-lint.ts";

const good = [
  "Action=SendMessage&MessageBody=$util.urlEncode($input.body)&A=$context.requestTimeEpoch",
  "#set($code = $input.path('$.Error.Code'))#if($code == 'A' || $code.startsWith('B'))a#elseif(!$code)b#{else}c#end",
  "#foreach($name in $input.params().header.keySet())$name=$input.params().header.get($name)#if($foreach.hasNext),#end\n#end",
  "#set($context.responseOverride.status = 413)#set($context.responseOverride.header.Retry-After = '1')",
  '#set($m = {"a": $input.path("$.a")})$m.get("a") $m.a $m["a"]',
  "## a comment with #if and $nobody\n#* and $another #macro *#\n#[[ $raw #if ]]#",
  "$context.authorizer['custom:tenant'] $!context.identity.sourceIp ${context.stage}",
  "costs $5, 100%, #1 and a # b",
  "\\#if is printed",
  '#set($text = "x $context.stage")$text.length()',
];

const bad: readonly (readonly [string, string])[] = [
  ["#if($input.body)x", "line 1: #if is never closed"],
  ["x\ny#end", "line 2: #end closes nothing"],
  ["#else x", "#else stands in no #if"],
  ["#foreach($x in [1])#else#end", "#else stands in no #if"],
  ["#macro(a)x#end", "#macro is not supported"],
  ["#stop", "#stop is not supported"],
  ["#foreach($x in [1])#break#end", "#break is not supported"],
  ["#evaluate('x')", "#evaluate is not supported"],
  ["\n\n$nobody", "line 3: $nobody is never set"],
  ["$input", "$input is not known on $input"],
  ["$input.data", "$input.data is not known"],
  ["$util.toJson($input.body)", "$util.toJson is not known"],
  ["$util.urlEncode($nobody)", "$nobody is never set"],
  ["$context.nope", "$context.nope is no variable"],
  ["$context.requestId-$context.stage", "$context.requestId- is no variable"],
  ["$context.error.message", "is no variable"],
  ["$input.path('$.a').getClass()", "there is no method getClass"],
  ["$input.path('$.a').containsValue(1)", "there is no method containsValue"],
  ["$input.json('a.b')", "a.b is no JSONPath"],
  ["$input.json('$.a[?(@.b)]')", "is no JSONPath"],
  ["#set($x = 7 / 2)", "division"],
  ["#set($context.stage = 'x')", "#set cannot change $context.stage"],
  ["#set($input = 'x')", "#set cannot change $input"],
  ['#set($x = "a $nobody b")', "$nobody is never set"],
  ['#if($nobody.x == "a")b#end', "$nobody.x is never set"],
  ["$foreach.parent.count", "$foreach.parent.count is not known"],
  ["$stageVariables.tint", "$stageVariables.tint is never set"],
  ["$context.authorizer.claims.sub", "is no variable of $context"],
  ["${input.body", "cannot be parsed"],
  ["#if($input.body == )x#end", "cannot be parsed"],
];

describe("lintTemplate", () => {
  for (const template of good) {
    it(`takes ${JSON.stringify(template)}`, () => {
      expect(lintTemplate(template)).to.deep.equal([]);
    });
  }

  for (const [template, problem] of bad) {
    it(`refuses ${JSON.stringify(template)}`, () => {
      expect(lintTemplate(template).join("\n")).to.contain(problem);
    });
  }
});
