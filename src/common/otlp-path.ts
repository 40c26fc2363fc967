/** Where OTLP/HTTP has its logs: at the root, whatever the API's prefix is. */
export const OTLP_LOGS_PATH = '/v1/logs';
