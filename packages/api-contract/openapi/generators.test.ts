// What generators of clients need beside valid OpenAPI. Each rule names who makes what of a description that breaks it.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

type Node = Readonly<Record<string, unknown>>;
type Schema = Node & {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly { readonly $ref: string }[];
  readonly discriminator?: {
    readonly propertyName: string;
    readonly mapping: Readonly<Record<string, string>>;
  };
};
type Operation = Node & { readonly operationId: string; readonly requestBody?: Node };

const description = parse(
  readFileSync(join(import.meta.dirname, "../../../docs/openapi.yaml"), "utf8"),
) as Node & {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
const components = description.components.schemas;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Holds values, not schemas. */
const isExample = (key: string): boolean => key === "example" || key === "examples";

/** Every object under a place, with its path; a `$ref` is not followed. */
const nodesOf = (value: unknown, path: string): readonly (readonly [path: string, node: Schema])[] =>
  isNode(value)
    ? [
        [path, value],
        ...Object.entries(value).flatMap(([key, inner]) =>
          isExample(key) ? [] : nodesOf(inner, `${path}/${key}`),
        ),
      ]
    : [];

const nodes = nodesOf(description, "#");
const pathsWhere = (isMeant: (schema: Schema) => boolean): readonly string[] =>
  nodes.filter(([, node]) => isMeant(node)).map(([path]) => path);

const componentOf = (ref: string): Schema => {
  const found = components[ref.replace("#/components/schemas/", "")];
  if (found === undefined) throw new Error(`${ref} is not defined`);
  return found;
};

/** What a client sends: all schemas of a request, those that it refers to included. */
const sentBy = (value: unknown): readonly Schema[] =>
  nodesOf(value, "").flatMap(([, node]) =>
    typeof node["$ref"] === "string" ? sentBy(componentOf(node["$ref"])) : [node],
  );
const sent = operations.flatMap(({ parameters, requestBody }) => sentBy([parameters, requestBody]));

const unions = nodes.flatMap(([, { oneOf, discriminator }]) =>
  oneOf === undefined ? [] : [{ members: oneOf.map(({ $ref }) => $ref), discriminator }],
);

describe("docs/openapi.yaml, for generators of clients", () => {
  it("says of each object without named fields that it holds any (openapi-typescript: Record<string, never>)", () => {
    const bare = pathsWhere(
      ({ type, properties, additionalProperties }) =>
        type === "object" && properties === undefined && additionalProperties !== true,
    );
    expect(bare).to.deep.equal([]);
  });

  it("says of each object that is sent that it may have more fields (openapi-generator, Go: refuses unknown fields)", () => {
    const objects = sent.filter(({ type }) => type === "object");
    expect(objects).to.have.length.above(2);
    for (const schema of objects) expect(schema["additionalProperties"]).to.equal(true);
  });

  it("has no allOf or anyOf (openapi-python-client: drops responses that narrow a field)", () => {
    expect(pathsWhere((schema) => "allOf" in schema || "anyOf" in schema)).to.deep.equal([]);
  });

  it("names every object with fields (openapi-generator: names the others after where they stand)", () => {
    const inline = pathsWhere(({ properties, type }) => properties !== undefined && type === "object").filter(
      (path) => !/^#\/components\/schemas\/\w+$/.test(path),
    );
    expect(inline).to.deep.equal([]);
  });

  it("gives no field both a format and a pattern (openapi-generator, Python: matches the date, not its text)", () => {
    const both = pathsWhere(({ format, ...schema }) => format !== undefined && "pattern" in schema);
    expect(both).to.deep.equal([]);
  });

  it("has no format but date-time, as a UUID may have any version (zod of hey-api and orval: refuses it)", () => {
    expect(new Set(nodes.flatMap(([, { format }]) => format ?? []))).to.deep.equal(new Set(["date-time"]));
  });

  it("gives no format to what is sent (openapi-generator and openapi-python-client: send dates that are not RFC 3339)", () => {
    expect(sent.flatMap(({ format }) => format ?? [])).to.deep.equal([]);
  });

  it("gives no format to the sender's time, which may be in lower case (Go: time.Time refuses the whole page)", () => {
    const times = nodes.filter(([path]) => path.endsWith("/properties/message_time"));
    expect(times).to.have.length.above(3);
    for (const [path, time] of times) expect(time.format, path).to.equal(undefined);
  });

  it("tells the members of each union apart by a field with one value each (TypeScript: narrows by it)", () => {
    expect(unions).to.have.length(2);
    for (const { members, discriminator } of unions) {
      const { propertyName = "", mapping = {} } = discriminator ?? {};
      expect(Object.values(mapping)).to.deep.equal(members);
      for (const [value, ref] of Object.entries(mapping)) {
        expect(componentOf(ref).required).to.include(propertyName);
        expect(componentOf(ref).properties?.[propertyName]).to.include({ type: "string", const: value });
      }
    }
  });

  it("requires fields of each member of a union that no other has (openapi-generator, Go: tries all members)", () => {
    for (const { members } of unions)
      for (const ref of members)
        for (const other of members.filter((each) => each !== ref)) {
          const names = Object.keys(componentOf(other).properties ?? {});
          expect(names).not.to.include.members([...(componentOf(ref).required ?? [])]);
        }
  });

  it("writes null as a second type (openapi-generator: makes a type of its own of a union with null)", () => {
    const nulls = pathsWhere(({ type }) => type === "null" || (Array.isArray(type) && type.length !== 2));
    expect(nulls).to.deep.equal([]);
  });

  it("has enums whose values differ by more than their case (openapi-python-client: upper-case names)", () => {
    for (const [path, { enum: values = [] }] of nodes)
      expect(new Set(values.map((value) => value.toUpperCase())).size, path).to.equal(values.length);
  });

  it("has operation ids that are unique and can be names of functions (all of them)", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[a-z][A-Za-z]*$/);
  });

  it("names a server without variables (hey-api: sends requests to the URL as it is written)", () => {
    for (const { url } of description.servers) expect(URL.canParse(url), url).to.equal(true);
  });
});
