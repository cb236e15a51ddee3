// openapi-to-postmanv2 ships no types; this is the part that is used here, from its README and OPTIONS.md (6.3.3).
declare module "openapi-to-postmanv2" {
  type Options = {
    readonly folderStrategy?: "Paths" | "Tags";
    readonly parametersResolution?: "Example" | "Schema";
    readonly enableOptionalParameters?: boolean;
    readonly includeAuthInfoInExample?: boolean;
  };
  type Result =
    | { readonly result: true; readonly output: readonly { readonly type: string; readonly data: unknown }[] }
    | { readonly result: false; readonly reason: string };
  const converter: {
    readonly convertV2: (
      input: { readonly type: "string"; readonly data: string },
      options: Options,
      done: (error: Error | null, result: Result) => void,
    ) => void;
  };
  export = converter;
}
