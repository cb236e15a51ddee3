// The hash by which texts are known.
import { hash } from "node:crypto";

/** SHA-256, lower-case hex; of a text its UTF-8 bytes. */
export const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");
