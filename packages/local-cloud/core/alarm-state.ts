// An alarm as the control API shows it.

export type AlarmState = {
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
};
