// Which of a response's templates a client gets: as it is seen on AWS.
import { toMediaType } from "../request/stage-request.ts";

/** With its content type: that of the Accept header, else JSON, else the first there is. */
export const chooseTemplate = <T>(
  templates: ReadonlyMap<string, T>,
  accept: string | undefined,
): readonly [contentType: string, template: T] | undefined => {
  const wanted = toMediaType(accept ?? "");
  const all = [...templates];
  return all.find(([type]) => type === wanted) ?? all.find(([type]) => type === "application/json") ?? all[0];
};
