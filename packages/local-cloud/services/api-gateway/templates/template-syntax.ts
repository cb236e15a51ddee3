// The syntax tree of a mapping template, as far as it is looked at here.
import { parse } from "velocityjs";

export type Attribute =
  | { readonly type: "property"; readonly id: string }
  | { readonly type: "method"; readonly id: string; readonly args?: readonly SyntaxNode[] | false }
  | { readonly type: "index"; readonly id: SyntaxNode };

/** One shape for every kind of node: what a kind does not have is absent. */
export type SyntaxNode = {
  readonly type: string;
  readonly id?: string;
  readonly path?: readonly Attribute[];
  readonly value?: unknown;
  readonly isEval?: boolean;
  readonly equal?: readonly [SyntaxNode, SyntaxNode];
  readonly condition?: SyntaxNode;
  readonly expression?: readonly SyntaxNode[];
  readonly operator?: string;
  /** Of a `foreach`: its variable, and what it goes through. */
  readonly to?: string;
  readonly from?: SyntaxNode;
  readonly pos?: { readonly first_line: number };
};
/** Text, a node, or a block with its opening node first. */
export type SyntaxItem = string | SyntaxNode | readonly SyntaxItem[];

/** Throws the parser's error, which holds the line. */
export const parseTemplate = (template: string): readonly SyntaxItem[] => parse(template);
