// SHA-256 as the browser computes it.

/** In hex. */
export const sha256 = async (content: string | ArrayBuffer): Promise<string> => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
