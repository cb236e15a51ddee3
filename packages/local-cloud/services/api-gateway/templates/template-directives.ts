// Reads the directives of a mapping template off its text, because the engine is too forgiving: it renders an
// unclosed `#if`, ignores a surplus `#end`, and prints directives that it does not know.

type Directive = { readonly name: string; readonly line: number };

const supported = new Set(["if", "elseif", "else", "end", "set", "foreach"]);

// Comments and raw text come first, so that what stands in them is passed over.
const token = /##[^\n]*|#\*[\s\S]*?\*#|#\[\[[\s\S]*?\]\]#|\\#|#\{?(@?[A-Za-z_]\w*)\}?/g;

const readDirectives = (template: string): readonly Directive[] =>
  [...template.matchAll(token)].flatMap((found) =>
    found[1] === undefined ? [] : [{ name: found[1], line: lineAt(template, found.index) }],
  );

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** Sentences, empty when all is well. */
export const lintDirectives = (template: string): readonly string[] => {
  const problems: string[] = [];
  const open: Directive[] = [];
  for (const directive of readDirectives(template)) {
    const { name, line } = directive;
    if (!supported.has(name)) problems.push(`line ${line}: #${name} is not supported by the local cloud`);
    if (name === "if" || name === "foreach") open.push(directive);
    if ((name === "else" || name === "elseif") && open.at(-1)?.name !== "if") {
      problems.push(`line ${line}: #${name} stands in no #if`);
    }
    if (name === "end" && open.pop() === undefined) problems.push(`line ${line}: #end closes nothing`);
  }
  return [...problems, ...open.map(({ name, line }) => `line ${line}: #${name} is never closed by #end`)];
};
