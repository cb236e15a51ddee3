// Turns log events into metric data, as the stack's metric filters say.
import type { Log } from "../../../core/log.ts";
import type { Resource, Stack } from "../../../stack/resource-type.ts";
import { StackError } from "../../../stack/stack-error.ts";
import {
  type LogLine,
  parseFilterPattern,
  toLogLine,
} from "../../../resources/filter-pattern/filter-pattern.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { parseSelector } from "../../../resources/filter-pattern/property-selector.ts";
import {
  CloudwatchLogGroup,
  CloudwatchLogMetricFilter,
  type LogMetricFilterConfig,
} from "../../../resources/cloudwatch.ts";
import type { LogEvent, PutLogEvent } from "../../../core/telemetry.ts";

type Transformation = LogMetricFilterConfig["metric_transformation"][number];

/** A number written in the stack, or what a field of the line holds. */
const toValueReader = ({ value }: Transformation): ((line: LogLine) => unknown) => {
  if (!value.startsWith("$")) return () => Number(value);
  const select = parseSelector(value);
  return (line) => select(line.object() ?? {});
};

type Apply = (event: LogEvent, line: LogLine) => void;

const makeTransform = (
  transformation: Transformation,
  metrics: Metrics,
  warn: (event: LogEvent) => void,
): { readonly onMatch: Apply; readonly onMiss: Apply } => {
  const { namespace, name, default_value: byDefault } = transformation;
  const readValue = toValueReader(transformation);
  return {
    onMatch: (event, line) => {
      const value = readValue(line);
      if (typeof value !== "number") warn(event);
      else metrics.put({ namespace, name, dimensions: {}, value, at: event.at });
    },
    onMiss: ({ at }) => {
      if (byDefault === undefined) return;
      metrics.putDefault({ namespace, name, dimensions: {}, value: Number(byDefault), at });
    },
  };
};

const makeFilter = (
  { config, address }: Resource<LogMetricFilterConfig>,
  metrics: Metrics,
  log: Log,
): readonly Apply[] => {
  const matches = parseFilterPattern(config.pattern);
  const warn = ({ group }: LogEvent): void =>
    log("WARN", "cloudwatch", `${address}: a line matches but lacks the number`, { group });
  return config.metric_transformation.map((transformation) => {
    const { onMatch, onMiss } = makeTransform(transformation, metrics, warn);
    return (event, line) => (matches(line) ? onMatch : onMiss)(event, line);
  });
};

const checkGroups = (stack: Stack): void => {
  const groups = new Set(stack.of(CloudwatchLogGroup).map(({ config }) => config.name));
  const problems = stack
    .of(CloudwatchLogMetricFilter)
    .filter(({ config }) => !groups.has(config.log_group_name))
    .map(({ address, config }) => `${address}: the stack has no log group ${config.log_group_name}`);
  if (problems.length > 0) throw new StackError(problems);
};

/** @throws StackError when a filter watches a group that the stack does not have: AWS would refuse it */
export const makePutLogEvent = (stack: Stack, metrics: Metrics, log: Log): PutLogEvent => {
  checkGroups(stack);
  const filters = Map.groupBy(stack.of(CloudwatchLogMetricFilter), ({ config }) => config.log_group_name);
  const byGroup = new Map(
    [...filters].map(([group, all]) => [group, all.flatMap((filter) => makeFilter(filter, metrics, log))]),
  );
  return (event) => {
    const line = toLogLine(event.message);
    for (const apply of byGroup.get(event.group) ?? []) apply(event, line);
  };
};
