// Runs the small stack of the console's tests.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCloud, startLocalCloud } from "../../local-cloud.ts";
import { writeZip } from "../../testing/lambda-fixture.ts";
import { shipSource, shopDescription, shopStack } from "./shop-stack.ts";

export type Shop = Pick<LocalCloud, "awsEndpoint" | "stop"> & {
  /** Sends an order to the API; answers its request's id. */
  readonly order: (order: {
    readonly id: string;
    readonly outcome: "ship" | "repeat" | "refuse" | "fail" | "wait";
  }) => Promise<string>;
};

/** As fast as the local cloud can be: what waits a minute on AWS waits a second. */
const speed = 60;

export const startShop = async (stack: object = shopStack, awsPort = 0): Promise<Shop> => {
  const directory = await mkdtemp(join(tmpdir(), "console-"));
  const remove = async (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const stackFile = join(directory, "cdk.tf.json");
    await writeFile(stackFile, JSON.stringify(stack));
    await writeZip(join(directory, "ship.zip"), { "index.js": shipSource });
    const { apiUrl, awsEndpoint, stop } = await startLocalCloud({
      stackFile,
      apiPort: 0,
      awsPort,
      speed,
      description: () => shopDescription,
      log: () => undefined,
    });
    return {
      awsEndpoint,
      stop: async () => {
        await stop();
        await remove();
      },
      order: async (order) => {
        const headers = { "content-type": "application/json" };
        const response = await fetch(`${apiUrl}/v1/orders`, {
          method: "POST",
          headers,
          body: JSON.stringify(order),
        });
        if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
        return response.headers.get("x-amzn-requestid") ?? "";
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
};
