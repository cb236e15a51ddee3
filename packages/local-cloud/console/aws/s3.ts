// Reads an object of a bucket.
import { ask } from "./ask.ts";

export type StoredObject = {
  readonly bytes: ArrayBuffer;
  /** ISO 8601; S3 knows it to the second. */
  readonly modifiedAt: string;
};

const call = async (operation: string, path: string): Promise<Response> => {
  const response = await ask(`S3 ${operation}`, path);
  if (response.ok) return response;
  const code = /<Code>([^<]*)<\/Code>/.exec(await response.text())?.[1];
  throw new Error(`S3 ${operation} was refused: ${code ?? `status ${response.status}`}.`);
};

/** Listed first: browsers note every 404 as an error of the page. */
const exists = async (bucket: string, key: string): Promise<boolean> => {
  const query = new URLSearchParams({ "list-type": "2", prefix: key, "max-keys": "1" });
  const listed = await (await call("ListObjectsV2", `/${bucket}?${query}`)).text();
  const answer = new DOMParser().parseFromString(listed, "application/xml");
  return answer.querySelector("Contents > Key")?.textContent === key;
};

/** Undefined where there is none. */
export const getObject = async (bucket: string, key: string): Promise<StoredObject | undefined> => {
  if (!(await exists(bucket, key))) return undefined;
  const path = [bucket, ...key.split("/")].map((part) => encodeURIComponent(part)).join("/");
  const response = await call("GetObject", `/${path}`);
  const modified = new Date(response.headers.get("last-modified") ?? 0);
  return { bytes: await response.arrayBuffer(), modifiedAt: modified.toISOString() };
};
