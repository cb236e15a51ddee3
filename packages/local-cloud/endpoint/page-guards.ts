// Headers of everything under /_local that a browser may show.

/** No page may frame it, nothing in it runs or loads anything of another origin, and no copy outlives an update. */
export const pageGuards = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;
