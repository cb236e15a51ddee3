// What of a known issuer's URL can be told to be wrong before a token arrives: every call would be a 401, or every one a 500.

type Rule = {
  /** Host, then path. */
  readonly matches: RegExp;
  /** The whole of what its tokens say in `iss`. */
  readonly issuer: RegExp;
  readonly expected: string;
};

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

const rules: readonly Rule[] = [
  {
    matches: /\/\.well-known\//,
    issuer: /^$/,
    expected: "the issuer that its discovery document names, not that document's own URL",
  },
  {
    matches: /^cognito-idp\.[^/]+\/|\.amazoncognito\.com\//,
    issuer: /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com(?:\.cn)?\/[\w-]+$/,
    expected: "of Cognito https://cognito-idp.REGION.amazonaws.com/POOL_ID, without a slash at the end",
  },
  {
    matches: /\.auth0\.com\//,
    issuer: /^https:\/\/[\w.-]+\/$/,
    expected: "of Auth0 https://TENANT.auth0.com/, with the slash at the end",
  },
  {
    matches:
      /^(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\//,
    issuer: new RegExp(`^https://(?:sts\\.windows\\.net/${uuid}/|login\\.[a-z.]+/${uuid}/v2\\.0)$`),
    expected:
      "of Entra ID one tenant, https://login.microsoftonline.com/TENANT_ID/v2.0 or https://sts.windows.net/TENANT_ID/; tokens of common and organizations name a tenant each",
  },
  {
    matches: /\.(?:okta|oktapreview|okta-emea|okta-gov)\.com\//,
    issuer: /^https:\/\/[\w.-]+\/oauth2\/[\w-]+$/,
    expected:
      "of Okta a custom authorization server, https://ORG.okta.com/oauth2/SERVER_ID; only Okta can verify access tokens of the org's own",
  },
  {
    matches: /\/realms\//,
    issuer: /\/realms\/[^/]+$/,
    expected: "of Keycloak https://HOST/realms/REALM, without a slash at the end",
  },
];

export const issuerUrl = "a URL without query, fragment, credentials, blanks and braces";

export const isIssuerUrl = (text: string): boolean =>
  /^https?:\/\/[\w.~:/@!&'()*+,;=%[\]-]+$/.test(text) && URL.canParse(text) && new URL(text).username === "";

/** What was expected instead; undefined for an issuer that is not known, or known to be like this. */
export const issuerFault = (issuer: string, environment: string): string | undefined => {
  if (!isIssuerUrl(issuer)) return issuerUrl;
  const { protocol, host, hostname, pathname } = new URL(issuer);
  if (protocol !== "https:" && (environment !== "local" || hostname !== "127.0.0.1"))
    return "https; only the local environment may use http, on 127.0.0.1";
  return rules.find((rule) => rule.matches.test(host + pathname) && !rule.issuer.test(issuer))?.expected;
};
