// The names of what the measures without clients compare.

export const product = "product";
export const handWritten = "hand-written loop";
export const tType = "t.type";
export const zod = "zod";
