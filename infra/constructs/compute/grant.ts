// A permission together with the environment variable that makes it usable: one call hands out both.
import type { Statement } from "../shared/policy-document.ts";

export type Grant = {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
};
