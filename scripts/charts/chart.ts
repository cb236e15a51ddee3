// A chart as an SVG file: 800 wide, readable on light and on dark pages, the same bytes for the same data.
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  SVGRenderer,
  TitleComponent,
]);

export type Heading = {
  readonly title: string;
  /** What was measured, when, on which machine. */
  readonly subtitle: string;
};

export type Axis = {
  /** With the unit. */
  readonly name: string;
  /** In powers of ten; what is not above 0 is left out. */
  readonly isLogarithmic?: boolean;
};

const width = 800;
const usualHeight = 420;
export const ink = "#1f2933";
const faint = "#5f6c7b";
const grid = "#e4e7eb";
const fontFamily = "Helvetica, Arial, sans-serif";

/** Told apart with any colour vision. */
export const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b7280"];

/** Of a line that is no data: a limit, a moment. */
export const markStyle = {
  symbol: "none",
  lineStyle: { color: faint, type: "dashed", width: 1.2 },
  label: { color: faint, fontSize: 12, textBorderColor: "#ffffff", textBorderWidth: 4 },
} as const;

const toNumber = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 3 });

/** `value`: along this axis. */
export const toValueAxis = ({ name, isLogarithmic = false }: Axis, isVertical: boolean) => ({
  type: isLogarithmic ? "log" : "value",
  name,
  nameLocation: isVertical ? "end" : "middle",
  nameGap: isVertical ? 26 : 30,
  nameTextStyle: { color: faint, fontSize: 12, align: isVertical ? "left" : "center" },
  axisLabel: { color: faint, fontSize: 12, formatter: toNumber },
  axisLine: { show: !isVertical, lineStyle: { color: faint } },
  axisTick: { show: false },
  splitLine: { show: isVertical, lineStyle: { color: grid } },
});

export const toCategoryAxis = (names: readonly string[]) => ({
  type: "category",
  data: [...names],
  axisLabel: { color: ink, fontSize: 12, interval: 0 },
  axisLine: { lineStyle: { color: faint } },
  axisTick: { show: false },
});

/** A bar's or a point's value, as it is written beside it. */
export const toLabel = (value: number): string =>
  Math.abs(value) >= 100 ? toNumber(Math.round(value)) : String(Number(value.toPrecision(3)));

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Without what the renderer adds for pages that react to a mouse, numbered through all charts of a process; with a title
 * for those who cannot see.
 */
const toFile = (svg: string, { title, subtitle }: Heading): string =>
  svg
    .replaceAll(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="\w+")/g, "")
    .replaceAll(/<style ?>.*?<\/style>\n?/gs, "")
    .replaceAll(/\bzr\d+-/g, "zr-")
    .replace(/^<svg [^>]*>/, (tag) => `${tag}\n<title>${escape(`${title}. ${subtitle}`)}</title>`)
    .concat("\n");

/** `option`: of ECharts, without what all charts share. */
export const toSvg = (heading: Heading, option: EChartsCoreOption, height = usualHeight): string => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#ffffff",
      color: colours,
      textStyle: { fontFamily, color: ink },
      title: {
        text: heading.title,
        subtext: heading.subtitle,
        left: 20,
        top: 14,
        itemGap: 6,
        textStyle: { fontSize: 17, fontWeight: "bold", color: ink },
        subtextStyle: { fontSize: 12, color: faint },
      },
      legend: {
        left: 16,
        top: 62,
        icon: "roundRect",
        itemWidth: 14,
        itemHeight: 8,
        textStyle: { color: ink },
      },
      grid: {
        left: 24,
        right: 36,
        top: 122,
        bottom: 44,
        outerBoundsMode: "same",
        outerBoundsContain: "axisLabel",
      },
      ...option,
    });
    return toFile(chart.renderToSVGString(), heading);
  } finally {
    chart.dispose();
  }
};
