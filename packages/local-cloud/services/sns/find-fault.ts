// What a request asks for that the engine would take and not heed.
import type { AwsError } from "../../core/service.ts";
import type { Form } from "./form.ts";
import { findPublishFault, invalid } from "./publication.ts";

/** A policy given here would open or close the topic on AWS: the checks read the stack's alone. */
const findCreateFault = (form: Form): AwsError | undefined => {
  const unheeded = [...form.keys()].find((name) => !/^(?:Action|Version|Name|Tags\..*)$/.test(name));
  return unheeded === undefined ? undefined : invalid(`${unheeded} is not played here`);
};

const playedProtocols = ["sqs", "http", "https", "email"];

const findSubscribeFault = (form: Form): AwsError | undefined => {
  const protocol = form.get("Protocol") ?? "";
  const isFiltered = [...form.values()].includes("FilterPolicy");
  const played = playedProtocols.includes(protocol) && (protocol === "sqs" || !isFiltered);
  return played
    ? undefined
    : invalid(`the protocol ${protocol}${isFiltered ? " with a filter" : ""} is not played here`);
};

const finders: Readonly<Record<string, (form: Form) => AwsError | undefined>> = {
  CreateTopic: findCreateFault,
  Publish: findPublishFault,
  PublishBatch: findPublishFault,
  Subscribe: findSubscribeFault,
};

export const findFault = (operation: string, form: Form): AwsError | undefined => finders[operation]?.(form);
