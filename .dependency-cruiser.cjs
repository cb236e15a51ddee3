// Who may import whom, in the whole repository: `pnpm run boundaries`. Imports of types count.

const localCloud = ["packages/local-cloud/local-cloud.ts", "packages/local-cloud/exports"];

/** The layers of the local cloud: each may import those before it. */
const layers = ["core", "stack", "resources", "policy", "endpoint", "services", "checks"].map(
  (layer) => `packages/local-cloud/${layer}`,
);

/** What a part may import beside itself. A file that belongs to no part may import nothing. */
const mayImport = {
  "packages/domain": [],
  "packages/api-contract": ["packages/domain"],
  "packages/lambda-kit": ["packages/domain", "packages/api-contract"],
  // What connections have in common, of the authorizer's too.
  "packages/aws-client": ["packages/lambda-kit/(secure-context|canned-agent)\\.ts"],
  "packages/message-store": ["packages/domain", "packages/aws-client"],
  "packages/ops": [
    "packages/domain",
    "packages/api-contract",
    "packages/aws-client",
    "packages/message-store",
  ],
  "packages/local-issuer": localCloud,

  ...Object.fromEntries(layers.map((layer, index) => [layer, layers.slice(0, index)])),
  "packages/local-cloud/local-cloud.ts": layers,
  // In the browser: of the rest it sees types alone, those of what the control API sends.
  "packages/local-cloud/console": ["packages/local-cloud/core"],
  "packages/local-cloud/testing": [...layers, "packages/local-cloud/local-cloud.ts"],
  "packages/local-cloud/exports": [...layers, "packages/local-cloud/testing"],

  "functions/authorize-caller": ["packages/domain", "packages/lambda-kit"],
  "functions/process-message": [
    "packages/domain",
    "packages/lambda-kit",
    "packages/aws-client",
    "packages/message-store",
  ],
  "functions/query-messages": [
    "packages/domain",
    "packages/api-contract",
    "packages/lambda-kit",
    "packages/aws-client",
    "packages/message-store",
  ],

  "infra/config": ["packages/domain"],
  "infra/constructs/shared": ["infra/config"],
  "infra/constructs/compute": ["infra/constructs/shared"],
  "infra/constructs/storage": ["packages/domain", "infra/config", "infra/constructs/(shared|compute)"],
  "infra/constructs/messaging": ["packages/domain", "infra/config", "infra/constructs/(shared|compute)"],
  "infra/constructs/api": [
    "packages/domain",
    "packages/api-contract",
    "infra/config",
    "infra/constructs/shared",
    "infra/constructs/compute",
    "infra/constructs/messaging",
  ],
  "infra/constructs/monitoring": ["infra/config", "infra/constructs/(shared|compute|storage|messaging|api)"],
  "infra/scanners": ["infra/config", "infra/constructs"],
  "infra/bootstrap": ["infra/config", "infra/constructs/(shared|storage)", "infra/scanners"],
  "infra/stacks": ["infra/config", "infra/constructs", "infra/bootstrap", "infra/scanners"],
  "infra/main.ts": ["infra/config", "infra/bootstrap", "infra/stacks", "infra/scanners"],
  "infra/testing": ["infra", "packages"],
  "infra/policies": ["infra", ...localCloud],
  "infra/acceptance": ["infra", "packages/(domain|api-contract|local-issuer|ops)", "scripts", ...localCloud],

  scripts: ["infra", "packages/(domain|api-contract|local-issuer|ops)", ...localCloud],
  // The worker as it is, over stores in memory.
  "scripts/prove/simulate": [
    "functions/process-message",
    "packages/(domain|lambda-kit|aws-client|message-store)",
  ],
  // The worker as it is, over stores that take everything.
  "scripts/bench/micro": [
    "scripts/bench",
    "functions/process-message",
    "packages/(domain|lambda-kit|aws-client|message-store)",
  ],
};

/** @param {readonly string[]} parts */
const inside = (parts) => `^(${parts.join("|")})(/|$)`;
/** Parts of its own within a part. @param {string} part */
const partsWithin = (part) => Object.keys(mayImport).filter((other) => other.startsWith(`${part}/`));
/** @param {string} part */
const notOf = (part) => [
  ...partsWithin(part).map((other) => `^${other}/`),
  // Test support may import what tests may.
  ...(part.endsWith("/testing") ? [] : [testSupport]),
];
const repository = "^(packages|functions|infra|scripts)/";
const testSupport = "/testing/|\\.fixture\\.ts$|^infra/(policies|acceptance)/";

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([part, others]) => ({
      name: `${part} imports ${others.length === 0 ? "no other part" : "only the parts it may"}`,
      severity: "error",
      from: { path: inside([part]), ...(notOf(part).length === 0 ? {} : { pathNot: notOf(part).join("|") }) },
      to: { path: repository, pathNot: inside([part, ...others]) },
    })),
    {
      name: "every file belongs to a part",
      severity: "error",
      from: { pathNot: inside(Object.keys(mayImport)) },
      to: { path: repository },
    },
    {
      name: "a service of the local cloud imports no other one",
      severity: "error",
      from: { path: "^packages/local-cloud/services/([^/]+)/" },
      to: { path: "^packages/local-cloud/services/", pathNot: "^packages/local-cloud/services/$1/" },
    },
    {
      name: "the console runs in a browser: lit-html, and types of the local cloud",
      severity: "error",
      from: { path: "^packages/local-cloud/console/", pathNot: testSupport },
      to: {
        pathNot: "^packages/local-cloud/console/|/node_modules/lit-html/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "the domain imports fp-ts and io-ts only",
      severity: "error",
      from: { path: "^packages/domain/", pathNot: testSupport },
      to: { pathNot: "^packages/domain/|/node_modules/(fp-ts|io-ts)/" },
    },
    {
      name: "nothing imports a main.ts",
      severity: "error",
      from: {},
      to: { path: "/main\\.ts$" },
    },
    {
      name: "only tests import test support",
      severity: "error",
      // The one entry point for tests, and the script that writes down what infra/policies expects.
      from: { pathNot: `${testSupport}|^packages/local-cloud/exports/testing\\.ts$|^scripts/waivers\\.ts$` },
      to: { path: testSupport },
    },
    { name: "no circle of files", severity: "error", from: {}, to: { circular: true } },
    { name: "no circle of folders", severity: "error", scope: "folder", from: {}, to: { circular: true } },
    {
      name: "every import is found",
      severity: "error",
      from: {},
      // Types without a package of their own.
      to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    // Tests may import whatever they test; the bench's peers are installed by the bench alone.
    exclude: { path: "\\.test\\.ts$|(^|/)dist/|^scripts/bench/peers/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
