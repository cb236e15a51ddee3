// The id of a request's trace: the one that its sender gave it, or a new one.
import { randomBytes } from "node:crypto";

/**
 * `1-5759e988-bd862e3fe1be46a994272793`: a version, seconds since 1970 and 96 random bits. AWS keeps a trace header
 * that a request comes with: https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html
 */
export const toTraceId = (header: string | undefined, at: Date): string => {
  const root = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/i.exec(header ?? "")?.[1];
  const seconds = Math.floor(at.getTime() / 1000).toString(16);
  return root ?? `1-${seconds}-${randomBytes(12).toString("hex")}`;
};
