// A small picture of how a number moved.
import { html, svg, type TemplateResult } from "lit-html";

const width = 120;
const height = 28;

/** Values are drawn from the right, where now is; `steps` fill the whole width. The least top is `floor`. */
export const sparkline = (
  values: readonly number[],
  label: string,
  steps = 60,
  floor = 1,
): TemplateResult => {
  const shown = values.slice(-steps);
  const top = Math.max(floor, ...shown);
  const xOf = (index: number): number => width - ((shown.length - 1 - index) * width) / (steps - 1);
  const yOf = (value: number): number => height - 1 - (value / top) * (height - 3);
  const points = shown.map((value, index) => `${xOf(index).toFixed(1)},${yOf(value).toFixed(1)}`).join(" ");
  const area = `${xOf(0).toFixed(1)},${height} ${points} ${width},${height}`;
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${label}
  >
    ${svg`<line x1="0" x2=${width} y1=${height - 0.5} y2=${height - 0.5} class="axis" />`}
    ${shown.length > 1 ? svg`<polygon points=${area} /><polyline points=${points} />` : ""}
  </svg>`;
};
