// The names of the table's indexes, apart from the construct: scripts that run the system need them, and no CDKTF.

/** Lists of a company's messages, by the time they came in. */
export const companyIndex = "by_company";

/** Lists of the rejected ones among them. */
export const rejectedIndex = "rejected_by_company";
