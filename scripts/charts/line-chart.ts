// Lines over a value axis, and percentiles as lines with the areas between them.
import { colours, markStyle, toSvg, toValueAxis, type Axis, type Heading } from "./chart.ts";

export type Point = readonly [x: number, y: number];

export type Line = { readonly name: string; readonly points: readonly Point[] };

export type LineChart = Heading & {
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** Moments or thresholds: vertical lines. */
  readonly marks?: readonly { readonly x: number; readonly name: string }[];
  /** A limit: a horizontal line. */
  readonly limit?: { readonly y: number; readonly name: string };
};

/** More points than these are seen as a line alone. */
const dotted = 40;

const isDrawn = ({ x, y }: Pick<LineChart, "x" | "y">, [atX, atY]: Point): boolean =>
  Number.isFinite(atX + atY) &&
  (x.isLogarithmic !== true || atX > 0) &&
  (y.isLogarithmic !== true || atY > 0);

const toMarks = ({ marks = [], limit }: LineChart) => ({
  ...markStyle,
  silent: true,
  data: [
    ...marks.map(({ x, name }) => ({ xAxis: x, label: { formatter: name, position: "end" } })),
    ...(limit === undefined
      ? []
      : [{ yAxis: limit.y, label: { formatter: limit.name, position: "insideEndTop" } }]),
  ],
});

const toSeries = (chart: LineChart) =>
  chart.lines.map(({ name, points }, index) => ({
    type: "line",
    name,
    data: points.filter((point) => isDrawn(chart, point)).map((point) => [...point]),
    symbol: points.length > dotted ? "none" : "circle",
    symbolSize: 6,
    lineStyle: { width: 2 },
    silent: true,
    ...(index === 0 ? { markLine: toMarks(chart) } : {}),
  }));

const toAxes = ({ x, y }: LineChart) => ({ xAxis: toValueAxis(x, false), yAxis: toValueAxis(y, true) });

export const toLineChart = (chart: LineChart): string =>
  toSvg(chart, {
    ...toAxes(chart),
    ...(chart.lines.length === 1 ? { legend: { show: false } } : {}),
    series: toSeries(chart),
  });

/** From dark to light: the higher the percentile, the fewer it concerns. */
const shades = ["#08306b", "#2171b5", "#6baed6", "#9ecae1"];

/** `lines`: percentiles, the lowest first, each over the same xs. */
export const toFanChart = (chart: LineChart): string => {
  const areas = chart.lines.slice(1).map(({ points }, index) => {
    const outline = [...(chart.lines[index]?.points ?? []), ...points.toReversed()].filter((point) =>
      isDrawn(chart, point),
    );
    return {
      type: "custom",
      silent: true,
      z: 1,
      data: outline.slice(0, 1).map((point) => [...point]),
      renderItem: (_params: unknown, { coord }: { readonly coord: (point: Point) => readonly number[] }) => ({
        type: "polygon",
        shape: { points: outline.map(coord) },
        style: { fill: shades[index + 1] ?? colours[0], opacity: 0.18 },
      }),
    };
  });
  return toSvg(chart, { ...toAxes(chart), color: shades, series: [...toSeries(chart), ...areas] });
};
