// A message, for workers that use zod.
import { z } from "zod";

export const Message = z.object({
  metadata: z.object({
    message_id: z.uuid(),
    company_id: z.uuid(),
    message_time: z.iso.datetime({ offset: true }),
  }),
  data: z.record(z.string(), z.unknown()),
});
