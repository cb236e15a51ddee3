// A mapping template: Velocity over `$input`, `$util` and `$context`.
// Known differences from AWS that remain: an empty text or 0 as a whole condition is false here; numbers print as
// JavaScript prints them.
import { Compile, parse } from "velocityjs";
import { type InputHeaders, makeInput, toText, util } from "./template-input.ts";
import { lintTemplate } from "./template-lint.ts";

/** What a template sets under `$context.requestOverride.path`: it stays there for the templates of the response. */
export type PathOverride = Readonly<Record<string, unknown>>;

/** What a template sets under `$context.responseOverride`. */
export type ResponseOverride = {
  readonly status?: unknown;
  readonly header: Readonly<Record<string, unknown>>;
};

export type MappingTemplate = {
  /** Throws when the data do not fit the template (a map or a list where it needs a text). */
  readonly render: (
    body: string,
    context: Readonly<Record<string, unknown>>,
    headers?: InputHeaders,
  ) => {
    readonly text: string;
    readonly pathOverride: PathOverride;
    readonly override: ResponseOverride;
  };
};

type SyntaxTree = ConstructorParameters<typeof Compile>[0];

/** Texts in double quotes are templates of their own, which the engine would parse at every rendering. */
const makeParseOnce = () => {
  const known = new Map<string, SyntaxTree>();
  return (text: string): SyntaxTree => {
    const found = known.get(text) ?? parse(text);
    known.set(text, found);
    return found;
  };
};
const parseOnce = makeParseOnce();

/** The engine prints null as a word, and maps and lists almost as Java does. */
class Renderer extends Compile {
  override evalStr(text: string): string {
    return this.renderAstList(parseOnce(text), this.contextId);
  }

  protected override getReferences(ast: SyntaxTree[number], isPrinted?: boolean): string {
    const value = super.getReferences(ast, isPrinted);
    return isPrinted === true ? toText(value) : value;
  }
}

type MethodCall = { readonly property: string; readonly context: unknown; readonly params: unknown[] };

/** Java's `matches`, of a whole text; JavaScript's texts have none. */
const matches = {
  uid: "matches",
  match: ({ property, context }: MethodCall): boolean =>
    property === "matches" && typeof context === "string",
  resolve: ({ context, params: [pattern] }: MethodCall): boolean =>
    new RegExp(`^(?:${toText(pattern)})$`).test(toText(context)),
};

/** Throws with every problem and its line when the template is not one to be trusted. */
export const compileTemplate = (template: string): MappingTemplate => {
  const problems = lintTemplate(template);
  if (problems.length > 0) throw new Error(problems.join("; "));
  const ast = parse(template);
  return {
    render: (body, context, headers) => {
      const requestOverride = { path: {} };
      const override: ResponseOverride = { header: {} };
      const variables = {
        input: makeInput(body, headers),
        util,
        context: { authorizer: {}, requestOverride, ...context, responseOverride: override },
      };
      const text = new Renderer(ast, { customMethodHandlers: [matches] }).render(variables, {}, true);
      return { text, pathOverride: requestOverride.path, override };
    },
  };
};
