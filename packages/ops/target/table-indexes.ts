// The indexes of the table, by the stack's own convention.

/** Lists a company's records by the time when they came in. */
export const companyIndex = "by_company";

/** Lists the rejected ones among them. */
export const rejectedIndex = "rejected_by_company";
