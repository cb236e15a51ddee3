// The API's description as a Postman collection for one deployment, by Postman's own converter.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { Deployment } from "./outputs.ts";
import { Folder, withRunnableRequests } from "./postman-requests.ts";
import { sha256 } from "./sha256.ts";

type Json = Readonly<Record<string, unknown>>;

const Collection = t.intersection([
  t.UnknownRecord,
  t.type({ info: t.UnknownRecord, item: t.array(Folder) }),
]);

const convert = async (openApi: string): Promise<unknown> => {
  // Loaded only here: it would take longer than any other command does.
  const { default: converter } = await import("openapi-to-postmanv2");
  return new Promise((resolve, reject) => {
    const options = {
      folderStrategy: "Tags",
      parametersResolution: "Example",
      enableOptionalParameters: false,
      // One place says how to sign in, and no example repeats it.
      includeAuthInfoInExample: false,
    } as const;
    converter.convertV2({ type: "string", data: openApi }, options, (error, result) => {
      if (error !== null) reject(error);
      else if (!result.result) reject(new Error(`the description cannot be converted: ${result.reason}`));
      else resolve(result.output.find(({ type }) => type === "collection")?.data);
    });
  });
};

const toEntries = (values: Readonly<Record<string, string>>): readonly Json[] =>
  Object.entries(values).map(([key, value]) => ({ key, value, type: "string" }));

/**
 * Secrets are named and never held: a collection gets shared. Whoever uses it sets them in an environment or vault.
 * Shapes: https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 */
const toAuth = ({ auth, region }: Deployment): Json => {
  if (auth === "none") return { type: "noauth" };
  if (auth === "jwt") return { type: "bearer", bearer: toEntries({ token: "{{token}}" }) };
  const keys = {
    accessKey: "{{accessKeyId}}",
    secretKey: "{{secretAccessKey}}",
    sessionToken: "{{sessionToken}}",
  };
  return { type: "awsv4", awsv4: toEntries({ ...keys, region, service: "execute-api" }) };
};

/** With tokens it is the token's company: change it, or get a token for this one. */
const aCompany = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
/** Until the first one is posted. */
const aMessage = "fc0daad3-4f10-4d15-b8c6-276cca111e87";

/** What has to be set before a request is sent. */
export const secretsOf = ({ auth }: Pick<Deployment, "auth">): readonly string[] => {
  if (auth === "none") return [];
  return auth === "jwt" ? ["token"] : ["accessKeyId", "secretAccessKey", "sessionToken"];
};

/** A UUID of version 8 (RFC 9562 §5.8: of the maker's own making). */
const toUuid = (path: string): string => {
  const hex = sha256(`postman:${path}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const isId = (key: string): boolean => key === "id" || key === "_postman_id";

const visit = (value: unknown, path: string): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => visit(item, `${path}/${index}`));
  return t.UnknownRecord.is(value) ? withStableIds(value, path) : value;
};

/** Every `id` and `_postman_id` becomes a UUID of where it stands: the converter makes random ones. */
const withStableIds = (value: Json, path = ""): Json =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isId(key) ? toUuid(path) : visit(inner, `${path}/${key}`),
    ]),
  );

/**
 * The same text and deployment make the same collection: importing it again replaces it in Postman. Rejects when
 * the text is no OpenAPI.
 *
 * @param openApi the description, YAML or JSON
 */
export const toPostmanCollection = async (openApi: string, deployment: Deployment): Promise<Json> => {
  const converted = Collection.decode(await convert(openApi));
  if (E.isLeft(converted)) throw new Error("the converter gave no collection");
  return withStableIds({
    ...converted.right,
    auth: toAuth(deployment),
    item: converted.right.item.map(withRunnableRequests),
    variable: toEntries({ baseUrl: deployment.api_url, company_id: aCompany, message_id: aMessage }),
  });
};
