import {
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { LambdaEventSourceMapping, LambdaFunction } from "../../../resources/lambda.ts";
import { aFunction, arnOf } from "../../../testing/lambda-fixture.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";
import { type ServedService, serveService } from "../../../testing/serve-service.ts";
import { anAccount, decodedStack } from "../../../testing/stack.ts";
import { makeMappingSwitch } from "../event-source/mapping-switch.ts";
import type { EventSource } from "../event-source/event-sources.ts";
import { makeLambdaService } from "./lambda-service.ts";

const stack = decodedStack({
  [LambdaFunction.type]: {
    jobs: aFunction({ environment: { variables: { COLOUR: "green" } }, reserved_concurrent_executions: 3 }),
    others: aFunction({ function_name: "others" }),
  },
  [LambdaEventSourceMapping.type]: {
    feed: { event_source_arn: "arn:aws:sqs:us-east-1:000000000000:work", function_name: "jobs" },
  },
});
const [mapping] = stack.of(LambdaEventSourceMapping);

describe("Lambda", () => {
  let polling = false;
  let refusal: Error | undefined;
  let served: ServedService;
  let client: LambdaClient;
  let UUID: string;

  beforeEach(async () => {
    if (mapping === undefined) throw new Error("the stack has a mapping");
    [polling, refusal, UUID] = [false, undefined, String(mapping.attributes["uuid"])];
    const connect = async () => {
      if (refusal !== undefined) throw refusal;
      polling = true;
      return {
        stop: async () => {
          polling = false;
        },
      };
    };
    const now = () => new Date("2026-11-29T10:00:00Z");
    const source: EventSource = {
      ...makeMappingSwitch({ connect, now }),
      uuid: UUID,
      arn: String(mapping.attributes["arn"]),
      functionArn: arnOf("jobs"),
      config: mapping.config,
    };
    await source.set(true);
    served = await serveService(
      makeLambdaService({ stack, account: anAccount, now, eventSources: { sources: [source] } }),
    );
    client = new LambdaClient(served.clientConfig);
  });
  afterEach(async () => {
    client.destroy();
    await served.close();
  });

  it("tells the configuration of a function, by name and by ARN", async () => {
    for (const FunctionName of ["jobs", arnOf("jobs")]) {
      const answer = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      expect(answer).to.deep.include({
        FunctionArn: arnOf("jobs"),
        Timeout: 5,
        MemorySize: 256,
        Environment: { Variables: { COLOUR: "green" } },
      });
    }
    const { Functions = [] } = await client.send(new ListFunctionsCommand());
    expect(Functions.map(({ FunctionName }) => FunctionName)).to.deep.equal(["jobs", "others"]);
    expect(served.permissions).to.deep.equal([
      `lambda:GetFunctionConfiguration ${arnOf("jobs")}`,
      `lambda:GetFunctionConfiguration ${arnOf("jobs")}`,
      "lambda:ListFunctions *",
    ]);
  });

  it("knows a function by every name that AWS takes, and by its one version", async () => {
    const names = ["jobs:$LATEST", "function:jobs", "000000000000:function:jobs", `${arnOf("jobs")}:$LATEST`];
    for (const FunctionName of names) {
      const { FunctionArn } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      expect(FunctionArn, FunctionName).to.equal(arnOf("jobs"));
      const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));
      expect(EventSourceMappings, FunctionName).to.have.length(1);
    }
    for (const [FunctionName, error] of [
      ["jobs:prod", "ResourceNotFoundException"],
      [arnOf("jobs").replace("us-east-1", "eu-west-1"), "ResourceNotFoundException"],
      ["111111111111:function:jobs", "ResourceNotFoundException"],
      ["a b", "InvalidParameterValueException"],
    ] as const) {
      const refused = await rejectionOf(client.send(new GetFunctionCommand({ FunctionName })));
      expect(refused.name, FunctionName).to.equal(error);
    }
  });

  it("lists page by page", async () => {
    const { Functions, NextMarker } = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
    expect([Functions?.length, NextMarker]).to.deep.equal([1, "1"]);
    const last = await client.send(new ListFunctionsCommand({ Marker: NextMarker }));
    expect(last.Functions?.map(({ FunctionName }) => FunctionName)).to.deep.equal(["others"]);
    for (const command of [
      new ListFunctionsCommand({ Marker: "x" }),
      new ListFunctionsCommand({ MaxItems: 10_001 }),
    ])
      expect((await rejectionOf(client.send(command))).name).to.equal("InvalidParameterValueException");
    const none = await client.send(new ListEventSourceMappingsCommand({ Marker: "1" }));
    expect(none.EventSourceMappings).to.deep.equal([]);
  });

  it("tells what concurrency a function has reserved, and what that leaves to the account", async () => {
    const { Concurrency } = await client.send(new GetFunctionCommand({ FunctionName: "jobs" }));
    expect(Concurrency).to.deep.equal({ ReservedConcurrentExecutions: 3 });
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand());
    expect(AccountLimit).to.deep.equal({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 997 });
  });

  it("finds event source mappings by function and by queue", async () => {
    const find = async (input: object): Promise<number> =>
      (await client.send(new ListEventSourceMappingsCommand(input))).EventSourceMappings?.length ?? 0;
    expect(await find({ FunctionName: "jobs" })).to.equal(1);
    expect(await find({ FunctionName: "other" })).to.equal(0);
    expect(await find({ EventSourceArn: mapping?.config.event_source_arn })).to.equal(1);
    expect(await find({ EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:other" })).to.equal(0);
  });

  it("pauses a mapping and lets it go on", async () => {
    const set = async (Enabled: boolean) =>
      (await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))).State;
    expect([await set(false), polling]).to.deep.equal(["Disabled", false]);
    const answer = await client.send(new GetEventSourceMappingCommand({ UUID }));
    expect(answer).to.include({ State: "Disabled", BatchSize: 10, FunctionArn: arnOf("jobs") });
    expect(answer.LastModified).to.deep.equal(new Date("2026-11-29T10:00:00Z"));
    expect([await set(true), polling]).to.deep.equal(["Enabled", true]);
    const named = new UpdateEventSourceMappingCommand({ UUID, FunctionName: "jobs", Enabled: false });
    expect((await client.send(named)).State).to.equal("Disabled");
    expect(served.permissions[0]).to.match(
      /^lambda:UpdateEventSourceMapping arn:aws:lambda:us-east-1:000000000000:event-source-mapping:[\da-f-]{36}$/,
    );
  });

  it("refuses what is not there, and every change that is for the stack to make", async () => {
    const refused = async (sent: Promise<unknown>): Promise<string> => String(await rejectionOf(sent));
    expect(await refused(client.send(new GetFunctionCommand({ FunctionName: "other" })))).to.match(
      /^ResourceNotFoundException: Function not found: .*:other/,
    );
    const moved = new UpdateEventSourceMappingCommand({ UUID, FunctionName: "others" });
    expect(await refused(client.send(moved))).to.match(/^InvalidParameterValueException/);
    expect(await refused(client.send(new GetEventSourceMappingCommand({ UUID: "none" })))).to.match(
      /^ResourceNotFoundException/,
    );
    expect(await refused(client.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 })))).to.match(
      /^InvalidParameterValueException: The parameter BatchSize is not supported by the local cloud/,
    );
  });
});
