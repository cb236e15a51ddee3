import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { dev } from "./dev.ts";
import { local } from "./local.ts";
import { decodeStackConfig } from "./stack-config.ts";

const id = "1111aaaa-22bb-33cc-44dd-5555eeee6666";
const otherId = "2222aaaa-22bb-33cc-44dd-5555eeee6666";
const truststore = { uri: "s3://companies/trusted.pem", version: "1" };
const domain = { name: "messages.example.com", certificateId: id };

const faultsOf = (options: unknown, config: object = dev): readonly string[] => {
  const decoded = decodeStackConfig({ ...config, options });
  return E.isLeft(decoded) ? decoded.left : [];
};

describe("the options of an environment", () => {
  it("are none, or any of them", () => {
    for (const options of [
      {},
      { domain },
      {
        domain: { ...domain, truststore: { uri: "s3://companies/trusted.pem", version: "3HL4kqtJlcpXrof3" } },
      },
      { domain: { ...domain, keepsDefaultEndpoint: true } },
      { domain: { ...domain, truststore, ownershipCertificateId: otherId, keepsDefaultEndpoint: false } },
      { webAcl: `callers/${id}` },
      { reservedConcurrency: { queryMessages: 10 } },
      { showThrottledKeys: true },
      { retention: { recordDays: 365, archiveDays: 386 } },
      { gradualRelease: {} },
      { gradualRelease: { shift: { stableVersion: "7", newestPercent: 10 } } },
    ])
      expect(faultsOf(options), JSON.stringify(options)).to.deep.equal([]);
  });

  const wrong: readonly (readonly [options: unknown, fault: RegExp])[] = [
    [{ domain: { ...domain, name: "Messages.example.com" } }, /^options\.domain\.name: expected a host name/],
    [{ domain: { ...domain, name: "https://x.example" } }, /^options\.domain\.name: expected a host name/],
    [{ domain: { name: domain.name } }, /^options\.domain\.certificateId: expected a certificate's id/],
    [
      { domain: { ...domain, certificateId: `arn:aws:acm:eu-west-1::certificate/${id}` } },
      /^options\.domain\.certificateId: expected a certificate's id, the end of its ARN$/,
    ],
    [
      { domain: { ...domain, truststore: { uri: "https://companies/trusted.pem", version: "1" } } },
      /^options\.domain\.truststore\.uri: expected an object's URI/,
    ],
    [
      { domain: { ...domain, truststore: { uri: "s3://companies/trusted.pem" } } },
      /^options\.domain\.truststore\.version: expected the version of an object/,
    ],
    [
      { domain: { ...domain, truststore, keepsDefaultEndpoint: true } },
      /^options\.domain\.keepsDefaultEndpoint: expected false with a truststore/,
    ],
    [
      { domain: { ...domain, ownershipCertificateId: otherId } },
      /^options\.domain\.ownershipCertificateId: expected none without a truststore/,
    ],
    [
      { domain: { ...domain, truststore, ownershipCertificateId: id } },
      /^options\.domain\.ownershipCertificateId: expected another one than certificateId/,
    ],
    [{ webAcl: id }, /^options\.webAcl: expected NAME\/ID/],
    [{ reservedConcurrency: { queryMessages: 0 } }, /^options\.reservedConcurrency\.queryMessages: expected/],
    [
      { reservedConcurrency: { authorizeCaller: 5 } },
      /^options\.reservedConcurrency\.authorizeCaller: expected none, as only auth jwt/,
    ],
    [
      { reservedConcurrency: { queryMessages: 901 } },
      /^options\.reservedConcurrency: expected at most 900 together; an account's quota/,
    ],
    [{ showThrottledKeys: "yes" }, /^options\.showThrottledKeys: expected boolean/],
    [
      { retention: { recordDays: 365, archiveDays: 385 } },
      /^options\.retention\.archiveDays: expected at least 21 more than recordDays/,
    ],
    [
      { retention: { recordDays: 1, archiveDays: 90 } },
      /^options\.retention\.archiveDays: expected more than archive\.coldAfterDays/,
    ],
    [
      { gradualRelease: { shift: { stableVersion: "$LATEST", newestPercent: 10 } } },
      /^options\.gradualRelease\.shift\.stableVersion: expected the number of a version/,
    ],
    [
      { gradualRelease: { shift: { stableVersion: "7", newestPercent: 100 } } },
      /^options\.gradualRelease\.shift\.newestPercent: expected an integer from 0 to 99/,
    ],
  ];
  for (const [options, fault] of wrong)
    it(`say by its path what is wrong with ${JSON.stringify(options)}`, () => {
      expect(faultsOf(options)).to.have.length(1).and.to.have.property("0").that.matches(fault);
    });

  it("are no domain and no web ACL on a developer's machine", () => {
    expect(faultsOf({ domain }, local)[0]).to.match(
      /^options\.domain: expected none in the local environment/,
    );
    expect(faultsOf({ webAcl: `callers/${id}` }, local)[0]).to.match(/^options\.webAcl: expected none/);
  });
});
