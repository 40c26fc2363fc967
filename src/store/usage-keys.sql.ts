/** Of an execution time: bin k holds those above 1.1^(k-1) and up to 1.1^k milliseconds, bin -1 holds 0. */
export const LATENCY_BIN = `CASE WHEN execution_time_ms > 0
  THEN ceil(ln(execution_time_ms::double precision) / ln(1.1::double precision))::smallint
  ELSE -1::smallint END`;

/** Of a quality: twenty bins of 0.05, the last with 1 in it; null without one. least() takes no notice of null. */
export const QUALITY_BIN =
  'CASE WHEN quality_score IS NOT NULL THEN least(floor(quality_score * 20), 19)::smallint END';

/** What kind of error a message tells of. */
export const ERROR = 'coalesce(error_fingerprint, left(error_message, 256))';
