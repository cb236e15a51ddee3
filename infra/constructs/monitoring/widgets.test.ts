import { expect } from "chai";
import { placeRows, textWidget } from "./widgets.ts";

const row = (height: number, count: number) => ({
  height,
  widgets: Array.from({ length: count }, (_, index) => textWidget(`${index}`)),
});

describe("placeRows", () => {
  it("puts the widgets of a row side by side, and each row below the one before", () => {
    const places = placeRows([row(2, 1), row(6, 3)]).map(({ x, y, width, height }) => [x, y, width, height]);
    expect(places).to.deep.equal([
      [0, 0, 24, 2],
      [0, 2, 8, 6],
      [8, 2, 8, 6],
      [16, 2, 8, 6],
    ]);
  });

  it("refuses rows that would leave gaps", () => {
    expect(() => placeRows([row(6, 5)])).to.throw("5 widgets do not share 24 columns");
  });
});
