// Groups of bars with their values, and a line that they may be held against.
import {
  ink,
  markStyle,
  toCategoryAxis,
  toLabel,
  toSvg,
  toValueAxis,
  type Axis,
  type Heading,
} from "./chart.ts";

export type BarChart = Heading & {
  readonly values: Axis;
  readonly groups: readonly string[];
  /** One value for each group; undefined: there is none. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
  /** `horizontal`: where names are long, the first group on top; `stacked`: so, too, each group in one bar. */
  readonly layout?: "vertical" | "horizontal" | "stacked";
  readonly reference?: { readonly value: number; readonly name: string };
};

const barHeight = 18;
const headHeight = 190;

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** Of the longest bar: what is shorter has no room for its value within. */
const roomForValue = 0.05;

/** What stands behind each stacked bar: all its values, `63 + 17`, where one of them has no room within. */
const toBehind = ({ series, groups, layout }: BarChart): readonly (string | undefined)[] => {
  if (layout !== "stacked") return [];
  const bars = groups.map((_, index) => series.flatMap(({ values }) => values[index] ?? []));
  const least = Math.max(...bars.map(sum)) * roomForValue;
  return bars.map((bar) => {
    const drawn = bar.filter((value) => value > 0);
    return drawn.some((value) => value < least) ? drawn.map(toLabel).join(" + ") : undefined;
  });
};

const toSeries = (chart: BarChart) => {
  const { series, reference, values: axis, layout = "vertical" } = chart;
  const isHorizontal = layout !== "vertical";
  const isStacked = layout === "stacked";
  const behind = toBehind(chart);
  /** A stacked bar ends where its last value does, be it nothing. */
  const toItem = (value: number, group: number, isLast: boolean) => {
    const text = behind[group];
    if (text === undefined) return { value, label: { show: value > 0 } };
    return { value, label: { show: isLast, position: "right", color: ink, formatter: () => text } };
  };
  return series.map(({ name, values }, index) => ({
    type: "bar",
    name,
    silent: true,
    barMaxWidth: isHorizontal ? barHeight : 64,
    barGap: "12%",
    ...(isStacked ? { stack: "all" } : {}),
    data: values.map((value, group) => {
      if (isStacked) return toItem(value ?? 0, group, index === series.length - 1);
      return value === undefined || (axis.isLogarithmic === true && value <= 0) ? "-" : value;
    }),
    label: {
      show: true,
      position: isStacked ? "inside" : isHorizontal ? "right" : "top",
      fontSize: 11,
      ...(isStacked ? { color: "#ffffff" } : {}),
      formatter: ({ value }: { readonly value: unknown }) =>
        typeof value === "number" ? toLabel(value) : "",
    },
    ...(index === 0 && reference !== undefined
      ? {
          markLine: {
            ...markStyle,
            silent: true,
            data: [
              {
                [isHorizontal ? "xAxis" : "yAxis"]: reference.value,
                label: { formatter: reference.name, position: isHorizontal ? "start" : "insideStartTop" },
              },
            ],
          },
        }
      : {}),
  }));
};

/** Where all bars begin: the power of ten below the shortest. */
const toLogarithmicStart = ({ series, reference }: BarChart) => {
  const all = [...series.flatMap(({ values }) => values), reference?.value];
  const shortest = Math.min(...all.flatMap((value) => (value !== undefined && value > 0 ? value : [])));
  const start = 10 ** Math.floor(Math.log10(shortest) - 0.01);
  return { min: start, startValue: start };
};

/** The axis goes by the bars alone: a limit that none of them reaches would not be on it. */
const toRoomForReference = ({ series, groups, reference, layout }: BarChart) => {
  const lengths =
    layout === "stacked"
      ? groups.map((_, index) => sum(series.map(({ values }) => values[index])))
      : series.flatMap(({ values }) => values.map((value) => value ?? 0));
  return reference !== undefined && reference.value > Math.max(...lengths) ? { max: reference.value } : {};
};

export const toBarChart = (chart: BarChart): string => {
  const { values, groups, series, layout = "vertical" } = chart;
  const isHorizontal = layout !== "vertical";
  const barsOfGroup = layout === "stacked" ? 1 : series.length;
  const across = toCategoryAxis(groups);
  const along = {
    ...toValueAxis(values, !isHorizontal),
    ...toRoomForReference(chart),
    ...(toBehind(chart).some((text) => text !== undefined) ? { boundaryGap: [0, "12%"] } : {}),
    ...(values.isLogarithmic === true ? toLogarithmicStart(chart) : {}),
  };
  const option = {
    ...(isHorizontal
      ? { xAxis: { ...along, splitLine: { show: true } }, yAxis: { ...across, inverse: true } }
      : { xAxis: across, yAxis: along }),
    ...(series.length === 1 ? { legend: { show: false } } : {}),
    series: toSeries(chart),
  };
  return isHorizontal
    ? toSvg(chart, option, headHeight + groups.length * (barsOfGroup * (barHeight + 3) + 12))
    : toSvg(chart, option);
};
