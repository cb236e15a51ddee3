// S3 tells only those who may list a bucket that an object is not there; to anyone else it says 403.
import type { Authorize } from "../policy/authorize.ts";
import type { HttpResponse } from "../core/http.ts";
import type { Principal } from "../core/principals.ts";
import type { AwsCall, AwsService } from "../core/service.ts";

type Read = { readonly service: AwsService; readonly call: AwsCall; readonly caller: Principal };

/**
 * Turns the 404 of GetObject and HeadObject into AccessDenied for a caller without s3:ListBucket on the bucket
 * (S3 API reference, GetObject, "Permissions"). Every other response passes.
 */
export const hideMissingObject = (
  { service, call, caller }: Read,
  response: HttpResponse,
  authorize: Authorize,
): HttpResponse => {
  const isRead = call.operation === "GetObject" || call.operation === "HeadObject";
  if (service.name !== "s3" || !isRead || response.status !== 404) return response;
  const bucketArn = call.resources[0]?.split("/")[0] ?? "*";
  const verdict = authorize(caller, "s3:ListBucket", bucketArn);
  if (verdict.allowed) return response;
  return service.toErrorResponse(call.request, {
    code: "AccessDenied",
    status: 403,
    message: verdict.message,
  });
};
