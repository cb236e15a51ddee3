import { expect } from "chai";
import { lintTemplate } from "./template-lint.ts";

const good = [
  "Action=SendMessage&MessageBody=$util.urlEncode($input.body)&A=$context.requestTimeEpoch",
  "#set($code = $input.path('$.Error.Code'))#if($code == 'A' || !($code != 'B'))a#elseif(!$code)b#{else}c#end",
  "#set($context.responseOverride.status = 413)#set($context.responseOverride.header.Retry-After = '1')",
  "## a comment with #if and $nobody\n#* and $another #macro *#\n#[[ $raw #if ]]#",
  "$context.authorizer['custom:tenant'] $!context.identity.sourceIp ${context.stage}",
  "costs $5, 100%, #1 and a # b",
  "\\#if is printed",
  '#set($text = "x $context.stage")$text',
  "#foreach($x in $input.params().header.keySet())#if($x.toLowerCase() == 'a')$input.params().header.get($x).replaceAll(' ', '')#end#end",
  "#set($x = 'a;b')$x.substring($x.lastIndexOf(';'))",
  "#set($x = 'a')#if($x.matches('1-[0-9a-f]{8}'))b#end",
  "#set($context.requestOverride.path.job = $context.xrayTraceId)$context.requestOverride.path.job",
];

const bad: readonly (readonly [string, string])[] = [
  ["#if($input.body)x", "line 1: #if is never closed"],
  ["x\ny#end", "line 2: #end closes nothing"],
  ["#else x", "#else stands in no #if"],
  ["#foreach($x in [1])$x#end", "#foreach goes through $input.params().header.keySet() alone"],
  ["#foreach($x in $input.params().path.keySet())$x#end", "#foreach goes through"],
  ["#foreach($x in $input.params().header.keySet())$x", "line 1: #foreach is never closed"],
  ["#foreach($x in $input.params().header.keySet())#else#end", "#else stands in no #if"],
  ["#macro(a)x#end", "#macro is not supported"],
  ["#stop", "#stop is not supported"],
  ["#evaluate('x')", "#evaluate is not supported"],
  ["\n\n$nobody", "line 3: $nobody is never set"],
  ["$input", "$input is not supported"],
  ["$input.data", "$input.data is not supported"],
  ["$input.json('$.a')", "$input.json is not supported"],
  ["$input.params('x')", "$input.params is not supported"],
  ["$input.path('$.a').size()", "$input.path.size is not supported"],
  ["$input.path('$.a').b", "$input.path.b is not supported"],
  ["$input.path('a.b')", "$input.path is not supported"],
  ["$input.path('$.a[?(@.b)]')", "$input.path is not supported"],
  ["$input.body.length()", "$input.body.length is not supported"],
  ["$util.toJson($input.body)", "$util.toJson is not supported"],
  ["$util.escapeJavaScript($input.body)", "$util.escapeJavaScript is not supported"],
  ["$util.urlEncode($input.body).length()", "$util.urlEncode.length is not supported"],
  ["$util.urlEncode($nobody)", "$nobody is never set"],
  ["#set($x = 'a')$x.trim()", "$x.trim is not supported"],
  ["#set($x = 'a')$x.replaceAll('.', '')", "$x.replaceAll is not supported"],
  ["#set($x = 'a')$x.replaceAll('a', '$1')", "$x.replaceAll is not supported"],
  ["#set($x = 'a')#if($x.matches('(?i)a'))b#end", "$x.matches is not supported"],
  ["#set($x = 'a')#if($x.matches($x))b#end", "$x.matches is not supported"],
  ["$input.params().header.get('x').trim()", "$input.params.header.get.trim is not supported"],
  ["$input.params().header.get($nobody)", "$nobody is never set"],
  ["#set($x = 'a')$x.length", "$x.length is not supported"],
  ["#set($x = [1, 2])$x", "the array is not supported"],
  ['#set($x = {"a": 1})$x', "the map is not supported"],
  ["$context.nope", "$context.nope is not supported"],
  ["$context.requestId-$context.stage", "$context.requestId- is not supported"],
  ["$context.requestId.toUpperCase()", "$context.requestId.toUpperCase is not supported"],
  ["$context.error.message", "$context.error.message is not supported"],
  ["$context.requestOverride.header.X", "$context.requestOverride.header.X is not supported"],
  ["#set($x = 7 / 2)", "the operator / is not supported"],
  ["#set($x = 7 + 2)", "the operator + is not supported"],
  ["#set($context.stage = 'x')", "#set cannot change $context.stage"],
  ["#set($input = 'x')", "#set cannot change $input"],
  ['#set($x = "a $nobody b")', "$nobody is never set"],
  ['#if($nobody.x == "a")b#end', "$nobody.x is not supported"],
  ["$stageVariables.tint", "$stageVariables.tint is not supported"],
  ["$context.authorizer.claims.sub", "$context.authorizer.claims.sub is not supported"],
  ["${input.body", "cannot be parsed"],
  ["#if($input.body == )x#end", "cannot be parsed"],
];

describe("unsupported mapping templates", () => {
  for (const template of good) {
    it(`accepts ${JSON.stringify(template)}`, () => {
      expect(lintTemplate(template)).to.deep.equal([]);
    });
  }

  for (const [template, problem] of bad) {
    it(`rejects ${JSON.stringify(template)}`, () => {
      expect(lintTemplate(template).join("\n")).to.contain(problem);
    });
  }
});
