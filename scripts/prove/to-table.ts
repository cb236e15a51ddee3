// Figures as a table for people: a row for each run, a column for each figure.
import stringWidth from "string-width";

type Row = Readonly<Record<string, string | number | boolean | undefined>>;

const toCell = (value: Row[string]): string => (value === undefined ? "–" : String(value));

/** The columns are those of the first row, `_` in their names a blank; figures stand at the right. */
export const toTable = (rows: readonly Row[]): string => {
  const first = rows[0] ?? {};
  const columns = Object.keys(first).map((name) => {
    const cells = [name.replaceAll("_", " "), ...rows.map((row) => toCell(row[name]))];
    const width = Math.max(...cells.map((cell) => stringWidth(cell)));
    return cells.map((cell) => {
      const gap = " ".repeat(width - stringWidth(cell));
      return typeof first[name] === "number" ? gap + cell : cell + gap;
    });
  });
  const lines = [undefined, ...rows].map((_row, index) =>
    columns
      .map((cells) => cells[index])
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
};
