// Faults on demand: which of the rules, if any, applies to a call.
import {
  type DecodedRules,
  decodeFaultRules,
  type FaultEffect,
  type FaultRule,
  type Operations,
} from "./fault-rules.ts";
import type { HttpRequest } from "../core/http.ts";
import type { AwsCall } from "../core/service.ts";

export type Faults = ReturnType<typeof makeFaults>;

const decodedForm = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    // Not percent-encoded after all: the text as sent is searched anyway.
    return "";
  }
};

const contains = ({ url, headers, body }: HttpRequest, text: string): boolean => {
  const sent = body.toString("utf8");
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const places = [url, decodedForm(url), sent, isForm ? decodedForm(sent) : ""];
  return places.some((place) => place.includes(text));
};

/** Batch forms that are not called as SQS calls its own, `DeleteMessageBatch`; `part` is what one has of the operation. */
const batchForms: Readonly<Record<string, { readonly operation: string; readonly part: string }>> = {
  GetItem: { operation: "BatchGetItem", part: '"Keys"' },
  PutItem: { operation: "BatchWriteItem", part: '"PutRequest"' },
  DeleteItem: { operation: "BatchWriteItem", part: '"DeleteRequest"' },
  DeleteObject: { operation: "DeleteObjects", part: "<Key>" },
};

/** A rule for an operation applies to its batch form too: who tries a failing write means all that write. */
const names = (rule: FaultRule, { service, operation, request }: AwsCall): boolean => {
  if (rule.service !== service) return false;
  if (rule.operation === undefined || rule.operation === operation) return true;
  const form = batchForms[rule.operation] ?? { operation: `${rule.operation}Batch`, part: "" };
  return form.operation === operation && request.body.toString("utf8").includes(form.part);
};

const applies = (rule: FaultRule, call: AwsCall, random: () => number): boolean =>
  names(rule, call) &&
  (rule.times === undefined || rule.times > 0) &&
  (rule.match === undefined || contains(call.request, rule.match)) &&
  (rule.probability === undefined || random() < rule.probability);

/** `random` yields numbers from 0 up to, not including, 1. */
export const makeFaults = (operations: Operations, random: () => number = Math.random) => {
  let rules: readonly FaultRule[] = [];
  let current = new AbortController();
  const enforce = (next: readonly FaultRule[]): void => {
    rules = next;
    current.abort();
    current = new AbortController();
  };
  return {
    /** Takes the rules of a PUT body in place of those before; changes nothing when they cannot be understood. */
    replace: (input: unknown): DecodedRules => {
      const decoded = decodeFaultRules(input, operations);
      if (decoded.ok) enforce(decoded.rules);
      return decoded;
    },
    /** The rules in force; `times` is what is left. */
    rules: (): readonly FaultRule[] => rules,
    clear: (): void => enforce([]),
    /** Aborts when the rules that are now in force are replaced or cleared. */
    inForce: (): AbortSignal => current.signal,
    /** The effect of the first rule that applies, which counts it. */
    effectOn: (call: AwsCall): FaultEffect | undefined => {
      const found = rules.find((rule) => applies(rule, call, random));
      if (found?.times !== undefined) {
        const left = found.times - 1;
        rules = rules.map((rule) => (rule === found ? { ...rule, times: left } : rule));
      }
      return found?.effect;
    },
  };
};
