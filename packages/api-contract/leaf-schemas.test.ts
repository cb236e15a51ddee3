import { DateTime, UtcInstant } from "@message-handler/domain/date-time.ts";
import { Limit } from "@message-handler/domain/list-query.ts";
import { RecordKey } from "@message-handler/domain/record.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import * as fc from "fast-check";
import type * as t from "io-ts";
import { leafSchemas } from "./leaf-schemas.ts";
import { CanonicalKey, CanonicalUuid, ErrorStatus, Sha256 } from "./response-bodies.ts";

const ajv = new Ajv2020({ formats: { "date-time": DateTime.is } });
const validatorOf = (codec: t.Mixed) => ajv.compile(leafSchemas.get(codec.name) ?? false);

const aUuid = fc.tuple(fc.uuid(), fc.boolean()).map(([id, upper]) => (upper ? id.toUpperCase() : id));
const aHash = fc.stringMatching(/^[0-9a-f]{64}$/);
const aKey = fc.oneof(
  aUuid,
  aHash.map((hash) => `sha256:${hash}`),
);
const aDateTime = fc
  .tuple(
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31") }),
    fc.constantFrom("Z", "z", "+01:00", "-23:59"),
    fc.constantFrom("", ".5", ".123456789"),
  )
  .map(([date, zone, fraction]) => `${date.toISOString().slice(0, 19)}${fraction}${zone}`);
const anything = fc.oneof(aKey, aHash, aDateTime, fc.string(), fc.integer({ min: 300, max: 700 }));

/** Codecs that JSON Schema expresses fully, and the two whose calendar it cannot. */
const exact = [Uuid, CanonicalUuid, RecordKey, CanonicalKey, Sha256, ErrorStatus];
const loose = [DateTime, UtcInstant];

describe("the schemas of leaf codecs", () => {
  for (const codec of exact) {
    it(`accept exactly what the codec accepts: ${codec.name}`, () => {
      const validate = validatorOf(codec);
      fc.assert(
        fc.property(anything, (value) => {
          expect(validate(value), String(value)).to.equal(codec.decode(value)._tag === "Right");
        }),
      );
    });
  }

  for (const codec of loose) {
    it(`accept everything that the codec accepts: ${codec.name}`, () => {
      const validate = validatorOf(codec);
      const instants = aDateTime.map((text) => (codec === UtcInstant ? new Date(text).toISOString() : text));
      fc.assert(
        fc.property(instants, (value) => {
          expect(codec.is(value) && !validate(value), value).to.equal(false);
        }),
      );
      expect(validate("yesterday")).to.equal(false);
    });
  }

  it("have the bounds of the limit parameter", () => {
    const validate = validatorOf(Limit);
    for (const limit of [0, 1, 100, 101])
      expect(validate(limit), String(limit)).to.equal(Limit.is(String(limit)));
  });
});
