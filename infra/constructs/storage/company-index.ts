// The name of the table's index, apart from the construct: scripts that run the system need it, and no CDKTF.

/** Lists of a company's messages, by the time they came in. */
export const companyIndex = "by_company";
