import { readableIds } from "@message-handler/domain/message.ts";
import { default as AjvDraft04 } from "ajv-draft-04";
import { expect } from "chai";
import * as fc from "fast-check";
import { edgeModel } from "./edge-model.ts";

// The package is CommonJS: its default export arrives as a property.
const ajv = new AjvDraft04.default({ strict: true });
const passes = ajv.compile(edgeModel);

const ids = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc
    .constantFrom("0", "f", "F")
    .map((digit) => "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".replaceAll("x", digit)),
  fc.string(),
  fc.jsonValue(),
);
const metadata = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { message_id: ids, company_id: ids, message_time: fc.string() },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const bodies = fc.oneof(
  { weight: 5, arbitrary: fc.record({ metadata, data: fc.jsonValue() }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

describe("the edge model", () => {
  it("is JSON Schema draft-04, the only draft that API Gateway knows", () => {
    expect(edgeModel["$schema"]).to.equal("http://json-schema.org/draft-04/schema#");
  });

  it("requires the two ids that a record needs, and nothing else", () => {
    const { $schema: _draft, title: _title, ...schema } = edgeModel;
    const pattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
    const uuid = { type: "string", pattern, allOf: [{ pattern: "[1-9a-eA-E]|0.*[fF]|[fF].*0" }] };
    expect(schema).to.deep.equal({
      type: "object",
      required: ["metadata"],
      properties: {
        metadata: {
          type: "object",
          required: ["message_id", "company_id"],
          properties: { message_id: uuid, company_id: uuid },
        },
      },
    });
  });

  it("accepts exactly what can be recorded under an id and for a company", () => {
    let passed = 0;
    fc.assert(
      fc.property(bodies, (body) => {
        const { message_id, company_id } = readableIds(JSON.stringify(body));
        const isRecordable = message_id !== undefined && company_id !== undefined;
        if (isRecordable) passed += 1;
        expect(passes(body)).to.equal(isRecordable);
      }),
      { numRuns: 2000 },
    );
    expect(passed, "recordable bodies among those tried").to.be.above(20);
  });

  it("uses only keywords that API Gateway supports", () => {
    const keywords = [...JSON.stringify(edgeModel).matchAll(/"([\w$]+)":/g)].map(([, keyword]) => keyword);
    expect([
      "$schema",
      "title",
      "type",
      "required",
      "properties",
      "pattern",
      "allOf",
      "metadata",
      "message_id",
      "company_id",
    ]).to.include.members([...new Set(keywords)]);
  });
});
