// The parts of a dashboard's body, and their places on its grid.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
import type { Metric } from "./metrics.ts";

/** Columns of the grid. */
const gridWidth = 24;

export type Widget = {
  readonly type: "alarm" | "metric" | "text";
  readonly properties: Readonly<Record<string, unknown>>;
};

/** Widgets side by side, all of one height and one width. */
export type Row = { readonly height: number; readonly widgets: readonly Widget[] };

export type PlacedWidget = Widget & {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Line = {
  readonly metric: Metric;
  readonly label: string;
  /** `Sum`, `Maximum`, `p99`, … */
  readonly stat: string;
  readonly axis?: "right";
};

export type GraphProps = {
  readonly title: string;
  readonly region: string;
  /** Of the left axis, then of the right one. */
  readonly units: readonly [string, string?];
  readonly lines: readonly Line[];
  readonly periodSeconds?: number;
  /** How far back it looks whatever the dashboard shows: an ISO 8601 duration such as `-P14D`. */
  readonly start?: string;
};

export const textWidget = (markdown: string): Widget => ({ type: "text", properties: { markdown } });

export const alarmWidget = (title: string, alarms: readonly string[]): Widget => ({
  type: "alarm",
  properties: { title, alarms },
});

const toMetricEntry = ({ metric, label, stat, axis }: Line): readonly unknown[] => [
  metric.namespace,
  metric.name,
  ...Object.entries(metric.dimensions).flat(),
  { label, stat, ...(axis === undefined ? {} : { yAxis: axis }) },
];

/** The unit is the axis's label; CloudWatch's own guess would stand beside it. */
const toAxis = (label: string) => ({ label, min: 0, showUnits: false });

export const graphWidget = ({ title, region, units, lines, periodSeconds, start }: GraphProps): Widget => {
  const [left, right] = units;
  return {
    type: "metric",
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: periodSeconds ?? 60,
      ...(start === undefined ? {} : { start }),
      yAxis: { left: toAxis(left), ...(right === undefined ? {} : { right: toAxis(right) }) },
      metrics: lines.map(toMetricEntry),
    },
  };
};

/** Rows from top to bottom. Throws when the widgets of a row do not share the grid's width evenly. */
export const placeRows = (rows: readonly Row[]): readonly PlacedWidget[] => {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = gridWidth / widgets.length;
    if (!Number.isInteger(width))
      throw new Error(`${widgets.length} widgets do not share ${gridWidth} columns`);
    const top = y;
    y += height;
    return widgets.map((widget, index) => ({ ...widget, x: index * width, y: top, width, height }));
  });
};
