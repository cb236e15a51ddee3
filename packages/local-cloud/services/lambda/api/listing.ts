// The parameters of every list: a page has fewer items than this asks for where the operation has a limit of its own.
import { z } from "zod";
import { PageToken } from "../../../endpoint/paging.ts";

export const listing = {
  MaxItems: z.coerce.number().int().min(1).max(10_000).default(10_000),
  Marker: PageToken.optional(),
};
