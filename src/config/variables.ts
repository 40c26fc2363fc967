import { parseBasePath } from '../common/base-path/parse-base-path.js';
import { type OtlpEvents, parseOtlpEvents } from './otlp-events.js';
import { days, integer, oneOf, text, url, type Variable } from './variable.js';

const list = (about: string): Variable<readonly string[]> => ({
  fallback: [],
  about,
  allowed: 'host:port, comma-separated',
  parse(value) {
    const items = value.split(',').map((item) => item.trim());
    return items.every((item) => /^[^\s:]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(item)) ? items : undefined;
  },
});

const optionalText = (about: string): Variable<string | undefined> => ({
  fallback: undefined,
  about,
  allowed: 'any text',
  parse: (value) => value,
});

const otlpEvents: Variable<OtlpEvents | undefined> = {
  fallback: undefined,
  about:
    'Further log events and spans of OpenTelemetry that are usages, what their attributes stand for, and which attributes are kept.',
  allowed: 'JSON such as {"my.event":{"pattern":"skill.name","outcome":"result"}}',
  parse: parseOtlpEvents,
};

const MAX_DIMENSIONS = 8;
const dimensions: Variable<readonly string[]> = {
  fallback: [],
  about:
    'Keys of the context that usages are counted by beforehand, as they are by version, so that groups and filters of them are answered at once. A key that is added is built in the background. The same in every instance.',
  allowed: `up to ${MAX_DIMENSIONS} different keys of 1 to 64 characters, comma-separated`,
  parse(value) {
    const keys = value.split(',').map((key) => key.trim());
    const isValid = keys.every((key) => key.length > 0 && key.length <= 64 && !key.includes('\0'));
    return isValid && keys.length <= MAX_DIMENSIONS && new Set(keys).size === keys.length ? keys : undefined;
  },
};

const MIN_KEY_LENGTH = 16;
const actorKey: Variable<string | undefined> = {
  fallback: undefined,
  about:
    'What `actor` is hashed with; the same in every instance, and never another one: the same actor is somebody else then. Unset: a random key that the store keeps.',
  allowed: `text of at least ${MIN_KEY_LENGTH} characters`,
  parse: (value) => (value.length >= MIN_KEY_LENGTH ? value : undefined),
};

const origins: Variable<readonly string[]> = {
  fallback: [],
  about:
    'Web origins whose pages may call the API, comma-separated; `*` for any. Unset: the server’s own alone.',
  allowed: '* or web origins such as https://dash.example.org, comma-separated',
  parse(value) {
    const list = value.split(',').map((origin) => origin.trim());
    const valid = (origin: string): boolean =>
      origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin);
    return list.every(valid) ? list : undefined;
  },
};

const hosts: Variable<readonly string[]> = {
  fallback: [],
  about:
    'Host names by which the server may be called, comma-separated, beside localhost and IP addresses; `*` for any. Unset: any, but none on a loopback `HOST`.',
  allowed: '* or host names such as tracker.example.org, comma-separated',
  parse(value) {
    const list = value.split(',').map((host) => host.trim().toLowerCase());
    return list.every((host) => host === '*' || /^[a-z\d_-]+(\.[a-z\d_-]+)*$/.test(host)) ? list : undefined;
  },
};

const basePath: Variable<string> = {
  fallback: '',
  about:
    'Path under which a proxy serves the server, whether it takes it off or not. A proxy may also say it in `X-Forwarded-Prefix`.',
  allowed: 'a path such as /tracker, not one of the server’s own such as /api',
  parse: parseBasePath,
};

const slowSql: Variable<number | undefined> = {
  fallback: undefined,
  about:
    'Logs each SQL statement that ends well after more than so many milliseconds, without its values; none of those that record usages.',
  allowed: 'slow:MS such as slow:50, MS from 1 to 600000',
  parse(value) {
    const ms = Number(/^slow:(\d{1,6})$/.exec(value)?.[1]);
    return ms >= 1 && ms <= 600_000 ? ms : undefined;
  },
};

/** Every environment variable the server reads, in the order of that table. */
export const variables = {
  PORT: integer({ fallback: 8053, min: 0, max: 65_535, about: 'HTTP port; 0 takes a free one.' }),
  HOST: text('127.0.0.1', 'Address the HTTP server listens on; `0.0.0.0` for every interface.'),
  DATABASE_URL: url(
    ['postgres:', 'postgresql:'],
    ['memory:'],
    'TimescaleDB server. Unset: the embedded TimescaleDB in `DATA_DIR`; `memory:`: the embedded one, keeping nothing.',
  ),
  DATA_DIR: text('./data', 'Directory of the embedded TimescaleDB.'),
  DATABASE_POOL_SIZE: integer({
    fallback: 10,
    min: 1,
    max: 200,
    about: 'Connections to a TimescaleDB server. The embedded one has a single connection.',
  }),
  DATABASE_CONNECT_TIMEOUT_SECONDS: integer({
    fallback: 60,
    min: 0,
    max: 3600,
    about: 'How long the start waits for a TimescaleDB server that is not up yet.',
  }),
  DATABASE_STATEMENT_TIMEOUT_SECONDS: integer({
    fallback: 30,
    min: 1,
    max: 50,
    about: 'A statement on a TimescaleDB server that takes longer is given up.',
  }),
  CHUNK_INTERVAL_DAYS: integer({
    fallback: 7,
    min: 1,
    max: 365,
    about:
      'Time span of a new chunk of `pattern_feedback`; 1 suits more than a million usages a day. Usages older than 91 days go into wider ones.',
  }),
  COLUMNSTORE_AFTER_DAYS: integer({
    fallback: 90,
    min: 30,
    max: 36_500,
    about: 'Chunks of usages and rollups older than this move to the columnstore.',
  }),
  RETENTION_MINUTE_DAYS: integer({
    fallback: 9,
    min: 2,
    max: 60,
    about:
      'How long minute rollups are kept, at most as long as usages; they serve the edges of recent ranges.',
  }),
  RETENTION_RAW_DAYS: days(
    8,
    'How long single usages are kept, and up to an eighth longer; what comes in has to be a day younger. Unset: for ever.',
  ),
  RETENTION_HOUR_DAYS: days(9, 'How long hour rollups are kept. Unset: for ever.'),
  RETENTION_DAY_DAYS: days(30, 'How long day rollups are kept, and what counters told. Unset: for ever.'),
  RETENTION_WEEK_DAYS: days(37, 'How long week rollups are kept. Unset: for ever.'),
  RETENTION_INGESTION_DAYS: integer({
    fallback: 30,
    min: 1,
    max: 3650,
    about: 'How long it is kept how many usages came in from which source, minute by minute.',
  }),
  ROLLUP_REFRESH_SECONDS: integer({
    fallback: 1,
    min: 1,
    max: 3600,
    about: 'How often rollups catch up with late usages. Answers are exact either way.',
  }),
  CO_USAGE_REFRESH_SECONDS: integer({
    fallback: 60,
    min: 0,
    max: 86_400,
    about:
      'How often it is counted which patterns are used together; 0 leaves the relationships as they are.',
  }),
  ASSESSMENT_SECONDS: integer({
    fallback: 300,
    min: 0,
    max: 86_400,
    about: 'How often it is computed anew which patterns to recommend; 0 leaves the list as it is.',
  }),
  CONTEXT_DIMENSIONS: dimensions,
  REDIS_URL: url(
    ['redis:', 'rediss:'],
    [],
    'Redis that shares hot answers and live updates between instances. Unset: each instance has its own.',
  ),
  ANSWER_CACHE_MAX_BYTES: integer({
    fallback: 67_108_864,
    min: 1_048_576,
    max: 17_179_869_184,
    about: 'About as much memory hot answers may take in an instance; the least recently asked go first.',
  }),
  KAFKA_BROKERS: list('Kafka brokers to take usages from. Unset: Kafka is off.'),
  KAFKA_TOPIC: text(
    'pattern-usage-events',
    'Topic of the usages; what can never be stored goes to this name and `.dlq`.',
  ),
  KAFKA_GROUP: text('pattern-usage-tracker', 'Consumer group that the instances share.'),
  KAFKA_SSL: oneOf(['true', 'false'] as const, 'false', 'Whether the brokers are spoken to over TLS.'),
  KAFKA_SSL_CA: optionalText('File with the authority (PEM) that signed the brokers’ certificates.'),
  KAFKA_SSL_CERT: optionalText('File with the certificate (PEM) the tracker shows to the brokers.'),
  KAFKA_SSL_KEY: optionalText('File with the key of that certificate (PEM).'),
  KAFKA_SASL_MECHANISM: oneOf(
    ['none', 'plain', 'scram-sha-256', 'scram-sha-512'] as const,
    'none',
    'How the tracker logs in to the brokers.',
  ),
  KAFKA_SASL_USERNAME: optionalText('User of that login.'),
  KAFKA_SASL_PASSWORD: optionalText('Password of that login.'),
  OTLP_EVENTS: otlpEvents,
  OTLP_GRPC_PORT: integer<number | undefined>({
    fallback: undefined,
    min: 0,
    max: 65_535,
    about: 'Port of OTLP over gRPC on `HOST`; agents expect 4317; 0 takes a free one. Unset: off.',
  }),
  ACTOR_MODE: oneOf(
    ['hash', 'plain'] as const,
    'hash',
    'What is kept of the `actor` of a usage: a keyed hash, by which people can be counted and not named, or the text itself.',
  ),
  ACTOR_KEY: actorKey,
  BODY_LIMIT_BYTES: integer({
    fallback: 10_485_760,
    min: 1024,
    max: 1_073_741_824,
    about: 'Largest request body, unpacked; of NDJSON see below.',
  }),
  STREAM_LIMIT_BYTES: integer({
    fallback: 10_737_418_240,
    min: 1024,
    max: 1_099_511_627_776,
    about: 'Largest body of NDJSON, unpacked. It is stored while it arrives, in bounded memory.',
  }),
  ITEM_LIMIT_BYTES: integer({
    fallback: 1_048_576,
    min: 256,
    max: 16_777_216,
    about: 'Largest usage in a body of NDJSON.',
  }),
  BODIES_MAX_BYTES: integer({
    fallback: 67_108_864,
    min: 1_048_576,
    max: 17_179_869_184,
    about:
      'Request bodies that may be held in memory at a time, and as much again over gRPC; beyond that the answer is 503 with Retry-After.',
  }),
  BODY_TIMEOUT_SECONDS: integer({
    fallback: 60,
    min: 1,
    max: 3600,
    about: 'A request whose body takes longer to arrive is given up; NDJSON may take any time.',
  }),
  IDLE_TIMEOUT_SECONDS: integer({
    fallback: 120,
    min: 1,
    max: 3600,
    about:
      'A connection on which nothing moves in the middle of a request or an answer is closed after this.',
  }),
  BATCH_MAX_ITEMS: integer({
    fallback: 10_000,
    min: 1,
    max: 50_000,
    about:
      'Most usages in one POST /usage/batch, log records in one POST /v1/logs and spans in one POST /v1/traces.',
  }),
  WRITE_QUEUE_MAX_ITEMS: integer({
    fallback: 50_000,
    min: 1,
    max: 1_000_000,
    about: 'Most usages that may wait to be stored; beyond that the answer is 503 with Retry-After.',
  }),
  WRITE_QUEUE_MAX_BYTES: integer({
    fallback: 134_217_728,
    min: 1_048_576,
    max: 8_589_934_592,
    about: 'About as much memory they may take.',
  }),
  CLOCK_SKEW_SECONDS: integer({
    fallback: 300,
    min: 0,
    max: 86_400,
    about: 'How far in the future a `created_at` may be.',
  }),
  KEEP_ALIVE_SECONDS: integer({
    fallback: 72,
    min: 1,
    max: 3600,
    about:
      'How long a connection is kept open between two requests; longer than a balancer before it keeps its own.',
  }),
  ALLOW_ERASURE: oneOf(
    ['true', 'false'] as const,
    undefined,
    'Whether `DELETE` erases usages. Unset: `true` on a loopback `HOST`, else `false`.',
  ),
  LIVE_MAX_CLIENTS: integer({
    fallback: 2000,
    min: 0,
    max: 100_000,
    about: 'Most streams and WebSockets that may be open at a time; beyond that the answer is 503.',
  }),
  CORS_ORIGINS: origins,
  ALLOWED_HOSTS: hosts,
  BASE_PATH: basePath,
  LOG_LEVEL: oneOf(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const,
    'info',
    'Least severe log line that is written.',
  ),
  LOG_SQL: slowSql,
  SHUTDOWN_TIMEOUT_SECONDS: integer({
    fallback: 8,
    min: 1,
    max: 300,
    about: 'How long a stop may take. Requests in flight are waited for, and cut before it is over.',
  }),
} as const;
