// STS GetCallerIdentity: who the caller's keys belong to.
import { randomUUID } from "node:crypto";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import type { Principal } from "../core/principals.ts";

const account = "000000000000";

const toArn = (caller: Principal): string => {
  if (caller.kind === "role")
    return `arn:aws:sts::${account}:assumed-role/${caller.arn.split("/").at(-1)}/local`;
  return caller.kind === "service" ? caller.name : `arn:aws:iam::${account}:root`;
};

const toXml = (status: number, xml: string): HttpResponse => ({
  status,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(xml),
});

const namespace = `xmlns="https://sts.amazonaws.com/doc/2011-06-15/"`;

/** The one STS operation that is played: tools ask it to see whether their credentials work. */
export const answerSts = (request: HttpRequest, caller: Principal): HttpResponse => {
  const action = new URLSearchParams(request.body.toString("utf8")).get("Action");
  const id = randomUUID();
  if (action !== "GetCallerIdentity") {
    const error = `<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>The local cloud does not play this operation of STS.</Message></Error>`;
    return toXml(400, `<ErrorResponse ${namespace}>${error}<RequestId>${id}</RequestId></ErrorResponse>`);
  }
  const result = `<Arn>${toArn(caller)}</Arn><UserId>AIDALOCAL</UserId><Account>${account}</Account>`;
  return toXml(
    200,
    `<GetCallerIdentityResponse ${namespace}><GetCallerIdentityResult>${result}</GetCallerIdentityResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  );
};
