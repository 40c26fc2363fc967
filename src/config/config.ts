import type { AllowedCallers } from '../common/callers/allowed-callers.js';
import { isLoopback } from '../common/callers/is-loopback.js';
import { StartupError } from '../common/startup-error.js';
import { knownEvents, type OtlpEvents } from './otlp-events.js';
import type { TrackerSettings } from './settings.js';
import type { Variable } from './variable.js';
import { variables } from './variables.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** How long each kind of row is kept, in milliseconds; undefined keeps it for ever. */
export interface Retention {
  readonly raw: number | undefined;
  readonly minute: number;
  readonly hour: number | undefined;
  readonly day: number | undefined;
  readonly week: number | undefined;
  /** Counts of what came in from which source. */
  readonly ingestion: number;
}

export interface StoreConfig {
  /** `postgres://…`, `memory:`, or undefined for the embedded store in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Statements that take longer are logged; undefined logs none. */
  readonly slowSqlMs: number | undefined;
  readonly chunkIntervalMs: number;
  readonly columnstoreAfterMs: number;
  readonly retention: Retention;
  /** Keys of the context that have rollups of their own. */
  readonly contextDimensions: readonly string[];
  /** Pause between two looks for late usages. */
  readonly rollupRefreshMs: number;
  /** Pause between two counts of patterns used together; 0 switches them off. */
  readonly coUsageRefreshMs: number;
}

export interface IngestionConfig {
  readonly batchMaxItems: number;
  /** Bytes of one usage in a stream. */
  readonly itemLimitBytes: number;
  readonly streamLimitBytes: number;
  /** Most usages that may wait to be stored. */
  readonly queueMaxItems: number;
  /** About as many bytes of memory they may take. */
  readonly queueMaxBytes: number;
  readonly clockSkewMs: number;
  /**
   * The oldest usage that is taken, as an age in milliseconds; undefined takes any. A day less than
   * usages are kept: for so long at least, the rollups can still be refreshed from it.
   */
  readonly maxAgeMs: number | undefined;
}

export interface KafkaConfig {
  /** `host:port` */
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
  /** Files in PEM; undefined without TLS. */
  readonly ssl:
    | { readonly ca: string | undefined; readonly cert: string | undefined; readonly key: string | undefined }
    | undefined;
  readonly sasl:
    | {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
        readonly username: string;
        readonly password: string;
      }
    | undefined;
}

/** Everything the server can be told, once and validated. Times are milliseconds. */
export interface TrackerConfig {
  readonly http: {
    readonly port: number;
    readonly host: string;
    readonly bodyLimitBytes: number;
    /** Bytes of request bodies in memory at a time. */
    readonly bodiesMaxBytes: number;
    readonly bodyTimeoutMs: number;
    readonly idleTimeoutMs: number;
    readonly keepAliveMs: number;
    /** Whether only programs of this machine reach it. */
    readonly isLoopback: boolean;
    /** Whose requests are served. */
    readonly callers: AllowedCallers;
    /** Without a slash at its end; empty at the root. */
    readonly basePath: string;
    readonly shutdownTimeoutMs: number;
  };
  readonly store: StoreConfig;
  readonly ingestion: IngestionConfig;
  /** What is kept of who used a pattern; without a key the store has one. */
  readonly actors: { readonly mode: 'hash' | 'plain'; readonly key: string | undefined };
  readonly effectiveness: {
    /** Pause between two computations of all recommendations; 0 switches them off. */
    readonly assessmentMs: number;
  };
  readonly redisUrl: string | undefined;
  /** Bytes of hot answers in this process. */
  readonly answerCacheMaxBytes: number;
  /** Undefined where Kafka is off. */
  readonly kafka: KafkaConfig | undefined;
  readonly live: {
    /** Most clients at a time. */
    readonly maxClients: number;
  };
  readonly otlp: {
    readonly events: OtlpEvents;
    /** Undefined where OTLP is not taken over gRPC. */
    readonly grpcPort: number | undefined;
  };
  /** Whether usages may be erased over HTTP. */
  readonly isErasureAllowed: boolean;
  readonly logLevel: string;
}

type Values = { [K in keyof typeof variables]: (typeof variables)[K] extends Variable<infer T> ? T : never };

const readVariables = (settings: TrackerSettings | NodeJS.ProcessEnv): Values => {
  const faults: string[] = [];
  const entries = Object.entries<Variable<unknown>>(variables).map(([name, variable]) => {
    const text = String(settings[name as keyof TrackerSettings] ?? '').trim();
    if (text === '') return [name, variable.fallback];
    const value = variable.parse(text);
    if (value === undefined) faults.push(`${name} must be ${variable.allowed}`);
    return [name, value];
  });
  if (faults.length > 0) throw new StartupError(`Wrong configuration: ${faults.join('; ')}.`);
  return Object.fromEntries(entries) as Values;
};

/**
 * A rollup is refreshed from the level below it, so each level must outlive what may still be
 * refreshed from it: a whole bucket of its own longer than the level below.
 */
const checkRetention = (retention: Retention): void => {
  const days = (ms: number | undefined): number => (ms === undefined ? Infinity : ms / DAY);
  const levels = [
    { name: 'RETENTION_RAW_DAYS', kept: days(retention.raw), bucket: 0 },
    { name: 'RETENTION_HOUR_DAYS', kept: days(retention.hour), bucket: 1 },
    { name: 'RETENTION_DAY_DAYS', kept: days(retention.day), bucket: 1 },
    { name: 'RETENTION_WEEK_DAYS', kept: days(retention.week), bucket: 7 },
  ];
  for (const [index, level] of levels.slice(1).entries()) {
    const below = levels[index]!;
    const least = below.kept + level.bucket;
    if (level.kept >= least) continue;
    const wanted = least === Infinity ? 'unset' : `at least ${least}`;
    const because = least === Infinity ? 'for ever' : `${below.kept} days`;
    throw new StartupError(
      `Wrong configuration: ${level.name} must be ${wanted}, because what it is built from (${below.name}) is kept ${because}.`,
    );
  }
};

/** A loopback server is called by names of this machine, unless told otherwise; others by any name. */
const hostsOf = ({ ALLOWED_HOSTS: named }: Values, isOnLoopback: boolean): readonly string[] | undefined => {
  if (named.includes('*') || (named.length === 0 && !isOnLoopback)) return undefined;
  return named;
};

const saslOf = (values: Values): KafkaConfig['sasl'] => {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } = values;
  if (mechanism === 'none') return undefined;
  if (KAFKA_SASL_USERNAME === undefined || KAFKA_SASL_PASSWORD === undefined) {
    throw new StartupError(
      'Wrong configuration: KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.',
    );
  }
  return { mechanism, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD };
};

const kafkaOf = (values: Values): KafkaConfig | undefined => {
  if (values.KAFKA_BROKERS.length === 0) return undefined;
  const isEncrypted = values.KAFKA_SSL === 'true';
  if (!isEncrypted && (values.KAFKA_SSL_CA ?? values.KAFKA_SSL_CERT ?? values.KAFKA_SSL_KEY) !== undefined) {
    throw new StartupError('Wrong configuration: KAFKA_SSL_CA, _CERT and _KEY need KAFKA_SSL=true.');
  }
  return {
    brokers: values.KAFKA_BROKERS,
    topic: values.KAFKA_TOPIC,
    group: values.KAFKA_GROUP,
    ssl: isEncrypted
      ? { ca: values.KAFKA_SSL_CA, cert: values.KAFKA_SSL_CERT, key: values.KAFKA_SSL_KEY }
      : undefined,
    sasl: saslOf(values),
  };
};

const span = (days: number | undefined): number | undefined => (days === undefined ? undefined : days * DAY);

const ingestionOf = (values: Values, retention: Retention): IngestionConfig => ({
  batchMaxItems: values.BATCH_MAX_ITEMS,
  itemLimitBytes: values.ITEM_LIMIT_BYTES,
  streamLimitBytes: values.STREAM_LIMIT_BYTES,
  queueMaxItems: values.WRITE_QUEUE_MAX_ITEMS,
  queueMaxBytes: values.WRITE_QUEUE_MAX_BYTES,
  clockSkewMs: values.CLOCK_SKEW_SECONDS * SECOND,
  maxAgeMs: retention.raw === undefined ? undefined : retention.raw - DAY,
});

/**
 * The configuration from environment variables, or from settings of the same names.
 * @throws StartupError naming every variable that has a wrong value.
 */
export const loadConfig = (settings: TrackerSettings | NodeJS.ProcessEnv = {}): TrackerConfig => {
  const values = readVariables(settings);
  const retention: Retention = {
    raw: span(values.RETENTION_RAW_DAYS),
    // They are counted anew from usages, so they cannot outlast them.
    minute: Math.min(values.RETENTION_MINUTE_DAYS * DAY, span(values.RETENTION_RAW_DAYS) ?? Infinity),
    hour: span(values.RETENTION_HOUR_DAYS),
    day: span(values.RETENTION_DAY_DAYS),
    week: span(values.RETENTION_WEEK_DAYS),
    ingestion: values.RETENTION_INGESTION_DAYS * DAY,
  };
  checkRetention(retention);
  const isOnLoopback = isLoopback(values.HOST);
  return {
    http: {
      port: values.PORT,
      host: values.HOST,
      bodyLimitBytes: values.BODY_LIMIT_BYTES,
      bodiesMaxBytes: values.BODIES_MAX_BYTES,
      bodyTimeoutMs: values.BODY_TIMEOUT_SECONDS * SECOND,
      idleTimeoutMs: values.IDLE_TIMEOUT_SECONDS * SECOND,
      keepAliveMs: values.KEEP_ALIVE_SECONDS * SECOND,
      isLoopback: isOnLoopback,
      callers: { hosts: hostsOf(values, isOnLoopback), origins: values.CORS_ORIGINS },
      basePath: values.BASE_PATH,
      shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_SECONDS * SECOND,
    },
    store: {
      databaseUrl: values.DATABASE_URL,
      dataDir: values.DATA_DIR,
      poolSize: values.DATABASE_POOL_SIZE,
      connectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT_SECONDS * SECOND,
      statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_SECONDS * SECOND,
      slowSqlMs: values.LOG_SQL,
      chunkIntervalMs: values.CHUNK_INTERVAL_DAYS * DAY,
      columnstoreAfterMs: values.COLUMNSTORE_AFTER_DAYS * DAY,
      retention,
      contextDimensions: values.CONTEXT_DIMENSIONS,
      rollupRefreshMs: values.ROLLUP_REFRESH_SECONDS * SECOND,
      coUsageRefreshMs: values.CO_USAGE_REFRESH_SECONDS * SECOND,
    },
    ingestion: ingestionOf(values, retention),
    actors: { mode: values.ACTOR_MODE, key: values.ACTOR_KEY },
    effectiveness: { assessmentMs: values.ASSESSMENT_SECONDS * SECOND },
    redisUrl: values.REDIS_URL,
    answerCacheMaxBytes: values.ANSWER_CACHE_MAX_BYTES,
    kafka: kafkaOf(values),
    live: { maxClients: values.LIVE_MAX_CLIENTS },
    otlp: { events: values.OTLP_EVENTS ?? knownEvents, grpcPort: values.OTLP_GRPC_PORT },
    isErasureAllowed: values.ALLOW_ERASURE === undefined ? isOnLoopback : values.ALLOW_ERASURE === 'true',
    logLevel: values.LOG_LEVEL,
  };
};
