import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { withNodeCrypto, writeOutKeys } from "./lean-sdk.ts";

const requireFrom = createRequire(new URL("../packages/aws-client/package.json", import.meta.url));
const modelsOf = (service: string): string => {
  const main = requireFrom.resolve(`@aws-sdk/client-${service}`);
  return readFileSync(join(dirname(main), "../dist-es/schemas/schemas_0.js"), "utf8");
};

/** Every text of a source, in order. */
const textsOf = (source: string): readonly string[] => [...source.matchAll(/"[^"]*"/g)].map(([text]) => text);

describe("writeOutKeys", () => {
  it("puts a constant's text in the place of its name, and changes nothing else", () => {
    const source = 'const _h = "http";\nexport var A$ = [9, n0, _A, { [_h]: ["PUT", "/", 200] }, () => B$];';
    expect(writeOutKeys(source, "x.js")).to.equal(
      'const _h = "http";\nexport var A$ = [9, n0, _A, { "http": ["PUT", "/", 200] }, () => B$];',
    );
  });

  for (const service of ["dynamodb", "s3", "sqs"])
    it(`leaves no computed key in the models of ${service}, and all their texts`, () => {
      const source = modelsOf(service);
      const written = writeOutKeys(source, service);
      expect(written).not.to.match(/\[_\w+\]:/);
      expect(written.split("\n")).to.have.length(source.split("\n").length);
      expect(new Set(textsOf(written))).to.deep.equal(new Set(textsOf(source)));
    });

  for (const [what, source] of Object.entries({
    "has no computed keys any more": 'const _h = "http"; export var A$ = [9, "A", { http: 1 }];',
    "has keys from elsewhere": 'import { _h } from "./names"; export var A$ = [9, "A", { [_h]: 1 }];',
    "computes keys in another way": 'const _h = "http";\nexport var A$ = [{ [_h]: 1, [names.h]: 2 }];',
  }))
    it(`stops the build of an SDK that ${what}`, () => {
      expect(() => writeOutKeys(source, "schemas_0.js")).to.throw("schemas_0.js: ");
    });
});

describe("withNodeCrypto", () => {
  it("stops the build of an SDK that makes its UUIDs in another way", () => {
    expect(() => withNodeCrypto("export const v4 = () => uuid();", "v4.js")).to.throw("v4.js: ");
  });
});
