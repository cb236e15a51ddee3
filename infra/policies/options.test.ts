import { expect } from "chai";
import { dev } from "../config/dev.ts";
import {
  everyOption,
  allOf,
  deployed,
  referredBy,
  refTo,
  resourcesOf,
  stackOf,
  subjects,
  theOnly,
} from "./synth.ts";
import type { Block, Resource, StackJson } from "./synth.ts";

const withAll = (): StackJson => {
  const subject = subjects.find(({ config }) => config.options === everyOption);
  if (subject === undefined) throw new Error("no subject has every option");
  return stackOf(subject.config);
};

const functionNamed = (stack: StackJson, name: string): Resource => {
  const [found] = allOf(stack, "aws_lambda_function").filter(({ body }) =>
    String(body["function_name"]).endsWith(`-${name}`),
  );
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe("an option", () => {
  for (const { title, config } of deployed)
    it(`is on nowhere unless the configuration names it: ${title}`, () => {
      const types =
        /^aws_(?:api_gateway_(?:domain_name|base_path_mapping)|wafv2_\w+|dynamodb_contributor_insights|lambda_alias)$/;
      const found = resourcesOf(stackOf(config)).filter(({ type }) => types.test(type));
      expect(found).to.deep.equal([]);
      expect(
        theOnly(stackOf(config), "aws_api_gateway_rest_api").body["disable_execute_api_endpoint"],
      ).to.equal(false);
      for (const { body, address } of resourcesOf(stackOf(config)))
        expect(body, address).not.to.have.any.keys("reserved_concurrent_executions", "ttl", "publish");
    });
});

describe("a domain of the API's own", () => {
  it("takes TLS 1.2 or newer, and clients with a certificate of the truststore's alone", () => {
    const { body } = theOnly(withAll(), "aws_api_gateway_domain_name");
    expect(body["security_policy"]).to.equal("TLS_1_2");
    expect(body["mutual_tls_authentication"]).to.deep.equal({
      truststore_uri: "s3://example-truststore/companies.pem",
      truststore_version: "v1",
    });
    const endpoint = body["endpoint_configuration"] as Block;
    expect(endpoint["types"]).to.deep.equal(["REGIONAL"]);
  });

  it("proves by a certificate of its own whose the name is, where the one that clients see cannot", () => {
    const { body } = theOnly(withAll(), "aws_api_gateway_domain_name");
    for (const [argument, certificate] of [
      ["regional_certificate_arn", "1111aaaa-22bb-33cc-44dd-5555eeee6666"],
      ["ownership_verification_certificate_arn", "2222aaaa-22bb-33cc-44dd-5555eeee6666"],
    ] as const)
      expect(body[argument]).to.match(new RegExp(`^arn:.*:acm:.*:certificate/${certificate}$`));
  });

  it("is mapped to the stage once that is there", () => {
    const stage = theOnly(withAll(), "aws_api_gateway_stage");
    const others = resourcesOf(withAll()).filter(
      ({ address, body }) => address !== stage.address && "stage_name" in body,
    );
    expect(others.map(({ type }) => type)).to.have.members([
      "aws_api_gateway_base_path_mapping",
      "aws_api_gateway_method_settings",
    ]);
    for (const { body, address } of others)
      expect(body["stage_name"], address).to.equal(refTo(stage, "stage_name"));
  });

  it("leaves callers the name that AWS gives the API for as long as they move, if it is told to", () => {
    const domain = { name: "messages.example.com", certificateId: "1111aaaa-22bb-33cc-44dd-5555eeee6666" };
    const moving = stackOf({ ...dev, options: { domain: { ...domain, keepsDefaultEndpoint: true } } });
    expect(theOnly(moving, "aws_api_gateway_rest_api").body["disable_execute_api_endpoint"]).to.equal(false);
    expect(moving.output["api_url"]?.value).to.equal(
      refTo(theOnly(moving, "aws_api_gateway_stage"), "invoke_url"),
    );
    expect(moving.output["api_domain_url"]?.value).to.equal("https://messages.example.com/v1");
    expect(moving.output).not.to.have.property("client_certificate");
  });

  it("is the only way to the API, which could else be called without a certificate", () => {
    expect(theOnly(withAll(), "aws_api_gateway_rest_api").body["disable_execute_api_endpoint"]).to.equal(
      true,
    );
  });

  it("has the paths that the API has without it, and says what DNS has to point to", () => {
    const { body } = theOnly(withAll(), "aws_api_gateway_base_path_mapping");
    const domain = theOnly(withAll(), "aws_api_gateway_domain_name");
    expect(body).to.include({
      api_id: refTo(theOnly(withAll(), "aws_api_gateway_rest_api"), "id"),
      base_path: "v1",
      domain_name: refTo(domain, "domain_name"),
    });
    const { output } = withAll();
    expect(output["api_url"]?.value).to.equal("https://messages.example.com/v1");
    expect(output["client_certificate"]?.value).to.equal("required");
    expect(output["api_domain_target"]?.value).to.equal(refTo(domain, "regional_domain_name"));
    expect(output["api_domain_zone_id"]?.value).to.equal(refTo(domain, "regional_zone_id"));
  });
});

describe("a web ACL", () => {
  it("looks at the requests of the stage", () => {
    const { body } = theOnly(withAll(), "aws_wafv2_web_acl_association");
    expect(body["resource_arn"]).to.equal(refTo(theOnly(withAll(), "aws_api_gateway_stage"), "arn"));
    expect(body["web_acl_arn"]).to.match(/:regional\/webacl\/callers\/[\w-]+$/);
  });
});

describe("reserved concurrency", () => {
  it("limits what strangers and readers can take from the account, and nothing of process-message", () => {
    const reserved = ["authorize-caller", "query-messages", "process-message"].map(
      (name) => functionNamed(withAll(), name).body["reserved_concurrent_executions"],
    );
    expect(reserved).to.deep.equal([20, 10, undefined]);
  });
});

describe("the throttled keys of the table", () => {
  it("are shown for it and for each of its indexes, and no other keys are", () => {
    const table = theOnly(withAll(), "aws_dynamodb_table");
    const indexes = (table.body["global_secondary_index"] as readonly Block[]).map(({ name }) => name);
    const shown = allOf(withAll(), "aws_dynamodb_contributor_insights");
    expect(shown.map(({ body }) => body["index_name"])).to.have.members([undefined, ...indexes]);
    for (const { body } of shown)
      expect(body).to.include({ mode: "THROTTLED_KEYS", table_name: refTo(table, "name") });
  });
});

describe("a retention", () => {
  it("has the table delete records by the time that process-message gives them", () => {
    const { body } = theOnly(withAll(), "aws_dynamodb_table");
    expect(body["ttl"]).to.deep.equal({ attribute_name: "expires_at", enabled: true });
    const days = (stack: StackJson): unknown => {
      const environment = functionNamed(stack, "process-message").body["environment"] as Block;
      return (environment["variables"] as Block)["RECORD_DAYS"];
    };
    expect([days(withAll()), days(stackOf(dev))]).to.deep.equal(["400", "0"]);
  });
});

describe("a gradual release", () => {
  const shifting = (newestPercent: number): StackJson =>
    stackOf({ ...dev, options: { gradualRelease: { shift: { stableVersion: "7", newestPercent } } } });
  const newest = (stack: StackJson): string => refTo(functionNamed(stack, "process-message"), "version");

  it("feeds an alias, which leads to the newest version that was published", () => {
    const alias = theOnly(withAll(), "aws_lambda_alias");
    expect(functionNamed(withAll(), "process-message").body["publish"]).to.equal(true);
    expect(theOnly(withAll(), "aws_lambda_event_source_mapping").body["function_name"]).to.equal(
      refTo(alias, "arn"),
    );
    expect(alias.body["function_version"]).to.equal(newest(withAll()));
    expect(alias.body).not.to.have.property("routing_config");
  });

  it("gives the newest version its share, and the stable one the rest", () => {
    const stack = shifting(10);
    const { body } = theOnly(stack, "aws_lambda_alias");
    expect(body["function_version"]).to.equal("7");
    expect(body["routing_config"]).to.deep.equal({ additional_version_weights: { [newest(stack)]: 0.1 } });
  });

  it("rolls back to the stable version with a share of 0", () => {
    const { body } = theOnly(shifting(0), "aws_lambda_alias");
    expect(body["function_version"]).to.equal("7");
    expect(body).not.to.have.property("routing_config");
  });

  it("has an alarm on the failures of the newest version alone while the share lasts", () => {
    const stack = shifting(10);
    const [alarm] = allOf(stack, "aws_cloudwatch_metric_alarm").filter(({ body }) =>
      String(body["alarm_name"]).endsWith("-new-version"),
    );
    const name = refTo(functionNamed(stack, "process-message"), "function_name");
    expect(alarm?.body["dimensions"]).to.deep.equal({
      FunctionName: name,
      Resource: `${name}:${refTo(theOnly(stack, "aws_lambda_alias"), "name")}`,
      ExecutedVersion: newest(stack),
    });
    expect(alarm?.body).to.include({ namespace: "AWS/Lambda", metric_name: "Errors" });
    for (const told of (alarm?.body["alarm_actions"] ?? [undefined]) as readonly unknown[])
      expect(referredBy(stack, told).type).to.equal("aws_sns_topic");
  });
});
