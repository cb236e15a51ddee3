// The names of what is counted, each with its unit.

export const figures = {
  zip: "zip, KiB",
  instructions: "instructions, M",
  wall: "init + first invocation, ms",
  processor: "processor time, ms",
  throttled: "at 0.29 core, ms",
  throttledInit: "of it init, ms",
  weighed: "weighed for 0.29 core, M instructions",
  weighedProcessor: "weighed for 0.29 core, ms of processor time",
  warm: "processor time, µs",
  rss: "memory, MiB",
  builtins: "builtin modules",
  undici: "undici",
  reads: "reads in ~/.aws",
  requests: "requests a message",
  batch: (size: number) => `batch of ${size}, ms`,
  valid: "valid, µs",
  invalid: "invalid, µs",
  /** Each of these has its unit in its own name. */
  local: "measured",
} as const;
