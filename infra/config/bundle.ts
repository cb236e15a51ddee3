// Which bundles of the functions are meant, and where they are.
import * as t from "io-ts";

export const Bundle = t.keyof({ slim: null, plain: null }, "plain, or nothing");
export type Bundle = t.TypeOf<typeof Bundle>;

/** As it is written there; `slim` where nothing is. */
export const bundleIn = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment["MESSAGE_HANDLER_BUNDLE"]?.trim() || "slim";

/** In the repository. */
export const bundleFolders: Readonly<Record<Bundle, string>> = { slim: "dist", plain: "dist/plain" };
