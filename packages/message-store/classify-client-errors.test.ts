// Every row of the error table, over the wire: the slim client's errors mean what those of the SDK mean.
import type { WireAnswer } from "@message-handler/aws-client/testing/fake-aws.ts";
import { operationsInUse } from "@message-handler/aws-client/testing/operations-in-use.ts";
import { useSideBySide, type Use } from "@message-handler/aws-client/testing/side-by-side.ts";
import { expect } from "chai";
import { classifyAwsError } from "./classify-aws-error.ts";
import { AWS_ERROR_EXAMPLES } from "./testing/aws-error-examples.ts";

/** Those that a service answers with; the others come up in the client itself. */
const isOfService = (code: string): boolean => !/^(E[A-Z_]+|HPE_.*|AbortError|SyntaxError)$/.test(code);

const asXml = (status: number, code: string): WireAnswer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message></Error>`,
});
const asJson = (status: number, code: string): WireAnswer => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.any#${code}`, message: "no" }),
});

describe("classifyAwsError of what the clients throw", () => {
  const both = useSideBySide({ limits: { maxAttempts: 1 } });

  const classified =
    (use: Use): Use =>
    async (clients, endpoint) =>
      use(clients, endpoint).catch((error: unknown) => {
        const { cause: _cause, ...failure } = classifyAwsError(error, "AnOperation");
        return failure;
      });

  for (const { reason, needsOperator, examples } of AWS_ERROR_EXAMPLES) {
    const codes = [...new Set(Object.values(examples).map(([code]) => code))].filter(isOfService);
    for (const code of codes)
      it(`is the same for both when a service answers ${code}: ${reason}`, async () => {
        for (const [operation, answer] of [
          ["PutObject", asXml(400, code)],
          ["PutItem", asJson(400, code)],
          ["SendMessage", asJson(400, code)],
        ] as const) {
          const { use } = operationsInUse[operation] ?? expect.fail(operation);
          const { slim, sdk } = await both().run(classified(use), () => () => answer);
          expect(slim.value).to.deep.equal(sdk.value);
          // What is nameless, or has a name that nobody knows, goes by its status, which is another in the examples.
          if (!/^(Unknown|TooBusy|BrandNewException|OddException|.*Error)$/.test(code))
            expect(slim.value)
              .to.include({ needsOperator })
              .and.have.property("detail")
              .that.includes(reason);
        }
      });
  }
});
