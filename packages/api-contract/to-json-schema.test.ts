import { optional, ownProps, withDefault } from "@message-handler/domain/own-props.ts";
import { oneOf, textCodec } from "@message-handler/domain/text-codec.ts";
import { expect } from "chai";
import * as t from "io-ts";
import { makeToSchema, type JsonSchema } from "./to-json-schema.ts";

const Word = textCodec("a word", (text) => text);
const Count = textCodec("a count", (text) => text);
const leaves = new Map<string, JsonSchema>([
  [Word.name, { type: "string", pattern: "^\\w+$", description: "One word." }],
  [Count.name, { type: "integer" }],
]);

const { define } = makeToSchema({ leaves, refs: new Map(), notes: new Map() });

describe("the JSON Schema of a codec", () => {
  it("requires only the fields that may not be absent", () => {
    const Thing = ownProps({ one: t.string, two: optional(t.string), three: withDefault(Word, "x") });
    expect(define(Thing)).to.deep.equal({
      type: "object",
      required: ["one"],
      properties: {
        one: { type: "string" },
        two: { type: "string" },
        three: { ...leaves.get("a word"), default: "x" },
      },
    });
  });

  it("gives the default of a number in text as a number", () => {
    expect(define(withDefault(Count, "25"))).to.deep.equal({ type: "integer", default: 25 });
  });

  const parts: readonly (readonly [t.Mixed, JsonSchema])[] = [
    [oneOf("a", "b"), { type: "string", enum: ["a", "b"] }],
    [t.keyof({ a: null, b: null }), { type: "string", enum: ["a", "b"] }],
    [t.literal("a"), { type: "string", const: "a" }],
    [t.readonlyArray(t.string), { type: "array", items: { type: "string" } }],
    [t.union([t.string, t.null]), { type: ["string", "null"] }],
    [
      t.union([t.literal("a"), t.readonlyArray(t.string)]),
      {
        anyOf: [
          { type: "string", const: "a" },
          { type: "array", items: { type: "string" } },
        ],
      },
    ],
    [t.unknown, {}],
  ];
  for (const [codec, schema] of parts) {
    it(`converts ${codec.name}`, () => {
      expect(define(codec)).to.deep.equal(schema);
    });
  }

  it("refers to components, and defines them inline only as themselves", () => {
    const Inner = ownProps({ word: Word });
    const Outer = ownProps({ inner: Inner });
    const withRefs = makeToSchema({
      leaves,
      refs: new Map([[Inner, "#/inner"]]),
      notes: new Map([[Outer, { inner: "What is in it." }]]),
    });
    const inner = { $ref: "#/inner", description: "What is in it." };
    expect(withRefs.toSchema(Outer)["properties"]).to.deep.equal({ inner });
    expect(withRefs.toSchema(Inner)).to.deep.equal({ $ref: "#/inner" });
    expect(withRefs.define(Inner)["type"]).to.equal("object");
  });

  it("prefers the note on a field to the description of its codec", () => {
    const Thing = ownProps({ word: Word });
    const noted = makeToSchema({
      leaves,
      refs: new Map(),
      notes: new Map([[Thing, { word: "A name." }]]),
    });
    expect(noted.define(Thing)).to.have.nested.property("properties.word.description", "A name.");
  });

  it("throws for an unknown kind of codec, naming it", () => {
    const unknown = [t.type({ a: t.string }), t.record(t.string, t.string), textCodec("a secret", (x) => x)];
    for (const codec of unknown)
      expect(() => define(ownProps({ field: codec }))).to.throw(`codec "${codec.name}"`);
  });
});
