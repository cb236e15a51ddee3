// A mapping template: Velocity over `$input`, `$util` and `$context`.
// Known differences from AWS that remain: an empty text or 0 as a whole condition is false here; numbers print as
// JavaScript prints them.
import { Compile } from "velocityjs";
import { callJavaMethod } from "./java-methods.ts";
import { lintTemplate } from "./template-lint.ts";
import { type InputParameters, makeInput, toText, utilMethods } from "./template-variables.ts";
import { parseTemplate } from "./template-syntax.ts";

export type Overrides = {
  readonly responseOverride: {
    readonly status?: unknown;
    readonly header: Readonly<Record<string, unknown>>;
  };
  readonly requestOverride: {
    readonly header: Readonly<Record<string, unknown>>;
    readonly querystring: Readonly<Record<string, unknown>>;
  };
};

export type TemplateInput = {
  readonly body: string;
  readonly parameters: InputParameters;
  readonly context: Readonly<Record<string, unknown>>;
};

export type MappingTemplate = {
  /** Throws when the data do not fit the template (a method that this value does not have, broken JSON). */
  readonly render: (input: TemplateInput) => { readonly text: string; readonly overrides: Overrides };
};

type Ast = ConstructorParameters<typeof Compile>[0];

/** The engine prints null as a word, and maps and lists almost as Java does. */
class Renderer extends Compile {
  protected override getReferences(ast: Ast[number], isPrinted?: boolean): string {
    const value: unknown = super.getReferences(ast, isPrinted);
    if (isPrinted !== true) return value as string;
    return toText(value);
  }
}

type MethodCall = {
  readonly property: string;
  readonly context: unknown;
  readonly params: readonly unknown[];
};

/** `$input` and `$util` are the only values with functions of their own: data come from JSON. */
const call = ({ property, context, params }: MethodCall): unknown => {
  const own = typeof context === "object" && context !== null && Object.hasOwn(context, property);
  const member = own ? (context as Record<string, unknown>)[property] : undefined;
  return typeof member === "function"
    ? (member as (...args: readonly unknown[]) => unknown)(...params)
    : callJavaMethod(context, property, params);
};

const handlers = { customMethodHandlers: [{ uid: "java", match: () => true, resolve: call }] };

const emptyOverrides = (): Overrides => ({
  responseOverride: { header: {} },
  requestOverride: { header: {}, querystring: {} },
});

/** Throws with every problem and its line when the template is not one to be trusted. */
export const compileTemplate = (template: string): MappingTemplate => {
  const problems = lintTemplate(template);
  if (problems.length > 0) throw new Error(problems.join("; "));
  const ast = parseTemplate(template) as unknown as Ast;
  return {
    render: ({ body, parameters, context }) => {
      const overrides = emptyOverrides();
      const variables = {
        input: makeInput(body, parameters),
        util: utilMethods,
        context: { authorizer: {}, ...context, ...overrides },
      };
      return { text: new Renderer(ast, handlers).render(variables, {}, true), overrides };
    },
  };
};
