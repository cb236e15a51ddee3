// One page of a list, and the token that asks for the next one.
import { z } from "zod";

/** Where the page begins. */
export const PageToken = z.string().regex(/^\d{1,9}$/, "The token is not one of those that were given out.");

export const toPage = <T>(all: readonly T[], limit: number, token = "0") => {
  const from = Number(token);
  const end = from + limit;
  return { page: all.slice(from, end), next: end < all.length ? String(end) : undefined };
};
