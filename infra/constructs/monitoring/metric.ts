// A metric of CloudWatch, as alarms and the dashboard name it.

export type Metric = {
  readonly namespace: string;
  readonly name: string;
  /** In the order in which AWS documents them. */
  readonly dimensions: Readonly<Record<string, string>>;
};
