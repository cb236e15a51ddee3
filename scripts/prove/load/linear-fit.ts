// How fast something grows.

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** Least squares: of y for one x. 0 for less than two points. */
export const slopeOf = (points: readonly (readonly [x: number, y: number])[]): number => {
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((total, [x]) => total + (x - meanX) ** 2, 0);
  const together = points.reduce((total, [x, y]) => total + (x - meanX) * (y - meanY), 0);
  return spread > 0 ? together / spread : 0;
};
