// DeleteObject.
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import type { ObjectAddress } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { checkWrite } from "./preconditions.ts";

export const deleteObject = (
  { store }: S3Deps,
  { headers }: HttpRequest,
  address: ObjectAddress,
): HttpResponse => {
  checkWrite(headers, () => store.head(address));
  store.delete(address);
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
};
