// The id that a text gives itself, read without the system's own code.
import { z } from "zod";

const Text = z.object({ metadata: z.object({ message_id: z.string() }) });

export const ownId = (text: string): string | undefined => {
  try {
    return Text.safeParse(JSON.parse(text)).data?.metadata.message_id.toLowerCase();
  } catch {
    return undefined;
  }
};
