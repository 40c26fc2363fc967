/** Where OTLP/HTTP has its signals: at the root, whatever the API's prefix is. */
export const OTLP_LOGS_PATH = '/v1/logs';
export const OTLP_TRACES_PATH = '/v1/traces';
export const OTLP_METRICS_PATH = '/v1/metrics';
export const OTLP_PATHS: readonly string[] = [OTLP_LOGS_PATH, OTLP_TRACES_PATH, OTLP_METRICS_PATH];
