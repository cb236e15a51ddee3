// What CloudWatch takes in: log events and metric data.

/** One line as the log group holds it. */
export type LogEvent = {
  readonly group: string;
  readonly stream: string;
  readonly message: string;
  readonly at: Date;
};
export type PutLogEvent = (event: LogEvent) => void;

export type Datum = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly at: Date;
};
export type PutMetric = (datum: Datum) => void;
