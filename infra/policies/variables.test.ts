import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dev } from "../config/dev.ts";
import { decodeStackConfig, type StackConfig } from "../config/stack-config.ts";
import { decodeVariables, variableNames } from "../config/variables.ts";
import { allOf, bootstrapText, stackWithRunbook, subjects, textWith, withTokens } from "./synth.ts";

/** Of a variable with a URL, by its hash. */
const ofUrl = /^\$\{var\.(?:page|ticket)-topic_https-[0-9a-f]{12}-url_[0-9A-F]{8}\}$/;

/** Where Terraform would evaluate something, or cdktf put something in. */
const templates = (text: string): readonly string[] =>
  (text.match(/[$%]\{[^"]*|#\{TfToken/g) ?? []).filter((template) => !ofUrl.test(template));

const opening = fc.constantFrom("${", "%{", "$${", "%%{", "#{TfToken[TOKEN.0]", "$", "%", "{", "\\${");
const ending = fc.constantFrom("", "}", "x}", 'file("/etc/passwd")}', "if true}x%{endif}");
const hostile = fc.oneof(
  fc.tuple(opening, fc.string({ maxLength: 3 }), ending).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Has every text of a configuration that reaches Terraform. */
const full: StackConfig = {
  ...dev,
  auth: withTokens,
  api: { ...dev.api, corsOrigin: "https://console.example.com" },
  alarmTargets: { page: ["https://example.com/hook"], ticket: ["a@example.com"] },
  options: {
    domain: {
      name: "messages.example.com",
      certificateId: "1111aaaa-22bb-33cc-44dd-5555eeee6666",
      truststore: { uri: "s3://companies/trusted.pem", version: "1" },
    },
  },
};

const places: readonly ((config: StackConfig, text: string) => unknown)[] = [
  (config, text) => ({ ...config, auth: { ...config.auth, issuer: `https://id.example.com/${text}` } }),
  (config, text) => ({ ...config, auth: { ...config.auth, audience: [text, "messages"] } }),
  (config, text) => ({ ...config, auth: { ...config.auth, companyClaim: text } }),
  (config, text) => ({ ...config, api: { ...config.api, corsOrigin: `https://${text}` } }),
  (config, text) => {
    const truststore = { ...config.options.domain?.truststore, uri: `s3://companies/${text}` };
    return { ...config, options: { domain: { ...config.options.domain, truststore } } };
  },
  (config, text) => ({
    ...config,
    alarmTargets: { ...config.alarmTargets, page: [`https://example.com/${text}`] },
  }),
  (config, text) => ({
    ...config,
    alarmTargets: { ...config.alarmTargets, ticket: [`${text}@example.com`] },
  }),
];

const main = (variables: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "../main.ts"), ...args], {
    encoding: "utf8",
    env: { CHECKPOINT_DISABLE: "1", ...variables },
  });

describe("what a person configures", () => {
  it("never becomes a template of Terraform, whatever text it is", () => {
    const harmless = new Set(templates(textWith(full, {})));
    expect(harmless).not.to.be.empty;
    fc.assert(
      fc.property(hostile, (value) => {
        const config = places.reduce((taken: StackConfig, place) => {
          const decoded = decodeStackConfig(place(taken, value));
          return E.isRight(decoded) ? decoded.right : taken;
        }, full);
        const text = config === full ? "" : textWith(config, {});
        expect(templates(text).filter((template) => !harmless.has(template))).to.deep.equal([]);
      }),
      { numRuns: 20 },
    );
  });

  it("ends in sentences of the variables that are wrong, or in stacks without a new template, whatever is set", () => {
    const harmless = new Set([...templates(textWith(dev, {})), ...templates(bootstrapText("a-bucket"))]);
    const value = fc.oneof(
      hostile,
      hostile.map((text) => `https://example.com/${text}`),
      hostile.map((text) => `${text}@example.com`),
      fc.constantFrom("jwt", "existing", "a-bucket", "https://example.com", "a@example.com"),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...variableNames), value, { maxKeys: 3 }), (environment) => {
        const decoded = decodeVariables(environment, () => true);
        if (E.isLeft(decoded))
          for (const sentence of decoded.left) {
            expect(sentence).to.match(/^[A-Z_]+: expected [^\n]+$/);
            expect(variableNames).to.include(sentence.split(":")[0]);
          }
        else {
          const { alarmTargets, runbook, stateBucket } = decoded.right;
          const text =
            textWith({ ...dev, alarmTargets }, { runbook, stateBucket }) + bootstrapText(stateBucket);
          expect(templates(text).filter((template) => !harmless.has(template))).to.deep.equal([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("is judged before anything is synthesised, all of it at once, and without a stack trace", () => {
    const { status, stdout, stderr } = main({
      ALARM_EMAILS: "a@example.com,a@example.com",
      CDKTF_OUTDIR: join(import.meta.dirname, "synth.ts"),
      LOCAL_AUTH: "jwt",
      STATE_BUCKET: "My_Bucket",
      RUNBOOK_URL: "https://x.example/${y}",
    });
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(
      stderr
        .trim()
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).to.have.members(["ALARM_EMAILS", "CDKTF_OUTDIR", "LOCAL_ISSUER", "RUNBOOK_URL", "STATE_BUCKET"]);
  });

  it("leaves nothing in the file system where a variable is wrong", () => {
    const folder = mkdtempSync(join(tmpdir(), "judged-"));
    expect(main({ CDKTF_OUTDIR: join(folder, "out"), STATE_BUCKET: "My_Bucket" }).status).to.equal(1);
    expect(readdirSync(folder)).to.deep.equal([]);
    rmSync(folder, { recursive: true });
  });

  it("says in one sentence where bootstrap would keep its state, unless nobody is going to apply it", () => {
    const folder = mkdtempSync(join(tmpdir(), "warned-"));
    const warnings = (variables: Readonly<Record<string, string>>, ...args: readonly string[]) =>
      main({ CDKTF_OUTDIR: folder, ...variables }, ...args).stderr.match(/^STATE_BUCKET .*$/gm) ?? [];
    expect(warnings({ NAME_PREFIX: "orders" })).to.deep.equal([
      "STATE_BUCKET is not set, so orders-bootstrap keeps its state in a local file: right for its first deployment, and later a plan to make everything again.",
    ]);
    expect(warnings({ STATE_BUCKET: "a-bucket" })).to.deep.equal([]);
    expect(warnings({}, "--environments")).to.deep.equal([]);
    rmSync(folder, { recursive: true });
  });

  it("leaves the descriptions of alarms room for the longest address of the handbook", () => {
    const url = `https://example.com/${"x".repeat(280)}`;
    expect(decodeVariables({ RUNBOOK_URL: url }, () => true)).to.satisfy(E.isRight);
    expect(decodeVariables({ RUNBOOK_URL: `${url}x` }, () => true)).to.satisfy(E.isLeft);
    for (const { title, config } of subjects)
      for (const { body } of allOf(stackWithRunbook(config, url), "aws_cloudwatch_metric_alarm"))
        expect(String(body["alarm_description"]).length, title).to.be.at.most(1024);
  });
});
