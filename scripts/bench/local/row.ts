// One figure of the local system.

export type Row = { readonly measure: string; readonly value: number; readonly unit: string };
