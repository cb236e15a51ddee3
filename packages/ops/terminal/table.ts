// A table for people: columns aligned, two spaces between them, numbers to the right, no lines.
import Table from "cli-table3";

export type Cell = string | number | undefined;

const borders = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
  ]
    .concat("mid", "mid-mid", "right", "right-mid")
    .map((part) => [part, ""]),
);

const toText = (cell: Cell): string =>
  cell === undefined ? "-" : typeof cell === "number" ? cell.toLocaleString("en") : cell;

/** @param heads none for a table without a head; @returns lines, without a line feed at the end */
export const toTable = (heads: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const colAligns = (heads.length > 0 ? heads : (rows[0] ?? [])).map((_, column) =>
    rows.length > 0 && rows.every((row) => typeof row[column] !== "string")
      ? ("right" as const)
      : ("left" as const),
  );
  const table = new Table({
    chars: { ...borders, middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns,
  });
  if (heads.length > 0) table.push([...heads]);
  table.push(...rows.map((row) => row.map(toText)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
};
