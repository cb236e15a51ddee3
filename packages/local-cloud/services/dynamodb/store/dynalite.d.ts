// dynalite 4.0.0 ships no types. This is what the local cloud uses of it: the actions behind its HTTP server.
declare module "dynalite/db/index.js" {
  export type Item = Readonly<Record<string, unknown>>;
  type Callback<Result = void> = (error: unknown, result?: Result) => void;
  type Level = {
    readonly open: () => Promise<void>;
    readonly close: () => Promise<void>;
    /** Keys in the order of their bytes, with their values. */
    readonly iterator: (range: {
      readonly gte: string;
      readonly lt: string;
    }) => AsyncIterable<readonly [string, Item]>;
    /** All or nothing. */
    readonly batch: (
      operations: readonly (
        | { readonly type: "put"; readonly key: string; readonly value: Item }
        | { readonly type: "del"; readonly key: string }
      )[],
    ) => Promise<void>;
  };
  export type Store = {
    readonly db: Level;
    readonly tableDb: {
      readonly get: (name: string, callback: Callback<Item>) => void;
      readonly del: (name: string, callback: Callback) => void;
    };
  };

  const dynalite: {
    readonly create: (options: {
      /** LevelDB directory; memory without it. */
      readonly path?: string;
      readonly createTableMs: number;
    }) => Store;
    /** What the writing of `item` in place of `existingItem` changes in the indexes. */
    readonly getIndexActions: (
      indexes: readonly Item[],
      existingItem: undefined,
      item: Item,
      table: Item,
    ) => {
      readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Item }[];
    };
  };
  export default dynalite;
}

declare module "dynalite/validations/index.js" {
  import type { Store } from "dynalite/db/index.js";

  const validations: {
    /** Both throw an Error with `statusCode` and `body`. The first changes `input`. */
    readonly checkTypes: (input: object, types: unknown) => object;
    readonly checkValidations: (data: object, types: unknown, custom: unknown, store: Store) => void;
  };
  export default validations;
}

declare module "dynalite/validations/*.js" {
  const validation: { readonly types: unknown; readonly custom?: unknown };
  export default validation;
}

declare module "dynalite/actions/*.js" {
  import type { Store } from "dynalite/db/index.js";

  const action: (
    store: Store,
    data: object,
    callback: (error: unknown, output?: Readonly<Record<string, unknown>>) => void,
  ) => void;
  export default action;
}

declare module "dynalite/db/conditionParser.js" {
  export type Values = Readonly<Record<string, object>>;
  export type Context = {
    readonly attrNames?: Readonly<Record<string, string>>;
    readonly attrVals?: Values;
    readonly isKeyCondition?: boolean;
    readonly isReserved: (name: string) => boolean;
    readonly compare: (operator: string, left: object, right: object) => boolean;
    /** Parsing removes what the expression uses. */
    readonly unusedAttrNames: Record<string, boolean>;
    readonly unusedAttrVals: Record<string, boolean>;
  };
  export type Parsed = { readonly expression: unknown };

  /** A string says what is wrong with the expression. Throws a SyntaxError. */
  export type Parse = (expression: string, options: { readonly context: Context }) => Parsed | string;

  const parser: { parse: Parse };
  export default parser;
}
