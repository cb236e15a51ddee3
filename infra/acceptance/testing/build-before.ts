// Loaded by `mocha --require`: makes the bundles and the stacks once, before test files run side by side.
import { synthesise } from "../../../scripts/synthesise.ts";

export const mochaGlobalSetup = async (): Promise<void> => {
  await synthesise("local");
};
