// Names the resource in whatever goes wrong while it is loaded.
import { StackError } from "../../../stack/stack-error.ts";

/** Runs `load`; an error comes out as a StackError that begins with the address. */
export const at = <T>(address: string, load: () => T): T => {
  try {
    return load();
  } catch (error) {
    if (error instanceof StackError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new StackError([`${address}: ${message}`]);
  }
};
