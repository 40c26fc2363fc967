/** What OpenTelemetry sends: log records, spans, and data points of metrics. */
export const TELEMETRY_KINDS = ['log', 'span', 'metric'] as const;
export type TelemetryKind = (typeof TELEMETRY_KINDS)[number];
