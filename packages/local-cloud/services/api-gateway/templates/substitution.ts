// Texts in which variables stand and nothing else happens: gateway responses and access log formats.
// AWS: "A GatewayResponse mapping template isn't processed by the Velocity Template Language (VTL) engine."
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseTemplates.html
import { isContextVariable, makeContextReader, type VariablePlace } from "./context-variables.ts";

/** Renders the text; `missing` stands for what this request has no value for. */
export type Substitution = (context: unknown, missing: string) => string;

/** Text, or what reads a variable of `$context`. */
type Part = string | ReturnType<typeof makeContextReader>;

const name = String.raw`([A-Za-z]\w*)((?:\.[A-Za-z_][\w-]*)*)`;
const reference = new RegExp(`\\$${name}|\\$\\{${name}\\}`, "g");

const checked = (root: string, name: string, place: VariablePlace): Part => {
  if (root === "context" && isContextVariable(name, place)) return makeContextReader(name);
  throw new Error(`$${root}${name === "" ? "" : `.${name}`} is not supported in a ${place}`);
};

const toParts = (text: string, place: VariablePlace): readonly Part[] => {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(reference)) {
    parts.push(
      text.slice(end, found.index),
      checked(found[1] ?? found[3] ?? "", (found[2] ?? found[4] ?? "").slice(1), place),
    );
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
};

/** Throws for a variable that is not supported there, and for VTL, which does not work there. */
export const compileSubstitution = (text: string, place: VariablePlace): Substitution => {
  const directive = /#\{?(if|elseif|else|end|foreach|set)\b/.exec(text);
  if (directive !== null) {
    throw new Error(`${directive[0]} does nothing here: a ${place} knows variables, no directives`);
  }
  const parts = toParts(text, place);
  return (context, missing) =>
    parts.map((part) => (typeof part === "string" ? part : (part(context) ?? missing))).join("");
};
