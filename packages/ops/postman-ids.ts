// Ids of a collection that depend on its content's place alone, where the converter makes random ones.
import { createHash } from "node:crypto";

/** A UUID of version 8 (RFC 9562 §5.8: of the maker's own making). */
const toUuid = (path: string): string => {
  const hex = createHash("sha256").update(`postman:${path}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const isId = (key: string): boolean => key === "id" || key === "_postman_id";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const visit = (value: unknown, path: string): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => visit(item, `${path}/${index}`));
  return isObject(value) ? visitObject(value, path) : value;
};

const visitObject = (value: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isId(key) ? toUuid(path) : visit(inner, `${path}/${key}`),
    ]),
  );

/** Every `id` and `_postman_id` becomes a UUID of where it stands. */
export const withStableIds = (collection: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  visitObject(collection, "");
