// Terraform's own arguments of a resource: taken off before the resource type sees its configuration.
import { z } from "zod";
import { decode } from "./schema-problems.ts";
import { block, inert } from "./schema.ts";

type Body = Readonly<Record<string, unknown>>;

const unsupported = (reason: string) => z.undefined({ error: reason });

const meta = z.object({
  "//": inert(),
  // Order and place of a deployment: the local cloud begins empty and knows one account and region.
  depends_on: inert(),
  provider: inert(),
  // When an existing thing is replaced; a condition would have to be evaluated, and is refused.
  lifecycle: block(
    z.strictObject({
      create_before_destroy: inert(),
      prevent_destroy: inert(),
      ignore_changes: inert(),
      replace_triggered_by: inert(),
    }),
  ),
  count: unsupported("count is not understood by the local cloud").optional(),
  for_each: unsupported("for_each is not understood by the local cloud").optional(),
  dynamic: unsupported("dynamic blocks are not understood by the local cloud").optional(),
  provisioner: unsupported("provisioners are not understood by the local cloud").optional(),
  connection: unsupported("connections are not understood by the local cloud").optional(),
});

/** @throws StackError for a meta-argument that would change what there is (`count`, `for_each`, `provisioner` …) */
export const withoutMetaArguments = (body: Body, address: string): Body => {
  decode(meta, body, address);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !Object.hasOwn(meta.shape, name)));
};
