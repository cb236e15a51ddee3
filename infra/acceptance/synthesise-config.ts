// Synthesises the local environment with another configuration, into a folder of its own.
import * as E from "fp-ts/lib/Either.js";
import { App } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "../config/local.ts";
import { decodeStackConfig, type StackConfig } from "../config/stack-config.ts";
import { MessageHandlerStack, stackName } from "../stacks/message-handler-stack.ts";

export type SynthesisedConfig = { readonly stackFile: string; readonly remove: () => void };

/** Throws an Error that lists the faults of the configuration. */
export const synthesiseConfig = (config: Partial<StackConfig>): SynthesisedConfig => {
  const decoded = decodeStackConfig({ ...local, ...config });
  if (E.isLeft(decoded)) throw new Error(decoded.left.join("; "));
  const outdir = mkdtempSync(join(tmpdir(), "configured-stack-"));
  const app = new App({ outdir });
  new MessageHandlerStack(app, {
    config: decoded.right,
    bundles: join(import.meta.dirname, "../../dist"),
    runbook: "docs/operating.md",
    stateBucket: undefined,
  });
  app.synth();
  return {
    stackFile: join(outdir, "stacks", stackName(decoded.right.environment), "cdk.tf.json"),
    remove: () => rmSync(outdir, { recursive: true }),
  };
};
