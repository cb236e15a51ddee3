// The API under a name of its owner's own: TLS 1.2 or newer and, with a truststore, only for clients that show a certificate.
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name/index.js";
import { Construct } from "constructs";
import type { Domain } from "../../config/options.ts";
import type { AwsEnvironment } from "../shared/aws-environment.ts";

export type ApiDomainProps = {
  readonly aws: AwsEnvironment;
  readonly domain: Domain;
  readonly apiId: string;
  /** By reference: nothing can be mapped to a stage that is not there yet. */
  readonly stageName: string;
  /** The first part of each path: the stage's name, as it is without a domain. */
  readonly basePath: string;
};

export class ApiDomain extends Construct {
  /** With the stage. */
  readonly url: string;
  /** What a DNS record of the domain has to be an alias of: the name, and Route 53's zone of it. */
  readonly target: { readonly name: string; readonly zoneId: string };

  constructor(scope: Construct, id: string, { aws, domain, apiId, stageName, basePath }: ApiDomainProps) {
    super(scope, id);
    const { name, certificateId, ownershipCertificateId, truststore } = domain;
    const { partition, region, accountId } = aws;
    const certificate = (id: string): string =>
      `arn:${partition}:acm:${region}:${accountId}:certificate/${id}`;
    const domainName = new ApiGatewayDomainName(this, "name", {
      domainName: name,
      regionalCertificateArn: certificate(certificateId),
      ...(ownershipCertificateId === undefined
        ? {}
        : { ownershipVerificationCertificateArn: certificate(ownershipCertificateId) }),
      endpointConfiguration: { types: ["REGIONAL"] },
      securityPolicy: "TLS_1_2",
      ...(truststore === undefined
        ? {}
        : {
            mutualTlsAuthentication: {
              truststoreUri: truststore.uri,
              truststoreVersion: truststore.version,
            },
          }),
    });
    new ApiGatewayBasePathMapping(this, "mapping", {
      domainName: domainName.domainName,
      apiId,
      stageName,
      basePath,
    });
    this.url = `https://${name}/${basePath}`;
    this.target = { name: domainName.regionalDomainName, zoneId: domainName.regionalZoneId };
  }
}
