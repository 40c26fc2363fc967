import { JSON_TYPE, PROTOBUF } from '../../common/media-types.js';
import type { DocumentedBody } from '../../common/validation/api-bodies.js';

const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

const LOGS_EXAMPLE = {
  resourceLogs: [
    {
      resource: { attributes: [text('service.name', 'claude-code')] },
      scopeLogs: [
        {
          scope: { name: 'com.anthropic.claude_code.events' },
          logRecords: [
            {
              timeUnixNano: '1763960400000000000',
              body: { stringValue: 'claude_code.skill_activated' },
              attributes: [
                text('event.name', 'skill_activated'),
                { key: 'event.sequence', value: { intValue: 7 } },
                text('skill.name', 'code-review'),
                text('invocation_trigger', 'user-slash'),
                text('session.id', 'a06eb29a-8922-4fdf-bb27-96fc40fae415'),
              ],
            },
          ],
        },
      ],
    },
  ],
};

const TRACES_EXAMPLE = {
  resourceSpans: [
    {
      resource: { attributes: [text('service.name', 'reviewer')] },
      scopeSpans: [
        {
          scope: { name: 'agents' },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: '00f067aa0ba902b7',
              name: 'load_skill code-review',
              kind: 1,
              startTimeUnixNano: '1763960400000000000',
              endTimeUnixNano: '1763960400120000000',
              attributes: [
                text('gen_ai.operation.name', 'load_skill'),
                text('gen_ai.skill.name', 'code-review'),
                text('gen_ai.skill.version', '2.1.0'),
              ],
              status: { code: 1 },
            },
          ],
        },
      ],
    },
  ],
};

const METRICS_EXAMPLE = {
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'claude-code' } }] },
      scopeMetrics: [
        {
          scope: { name: 'com.anthropic.claude_code' },
          metrics: [
            {
              name: 'claude_code.cost.usage',
              sum: {
                aggregationTemporality: 1,
                isMonotonic: true,
                dataPoints: [
                  {
                    startTimeUnixNano: '1763960340000000000',
                    timeUnixNano: '1763960400000000000',
                    asDouble: 0.02,
                    attributes: [{ key: 'skill.name', value: { stringValue: 'code-review' } }],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
};

const LIST = { type: 'array', nullable: true };
const TEXT = { type: 'string', nullable: true };
const ID = { ...TEXT, pattern: '^([0-9A-Fa-f]{2}){0,64}$' };

const ANY_VALUE = { type: 'object', nullable: true, description: 'An AnyValue.' };

const ATTRIBUTES = {
  ...LIST,
  items: { type: 'object', properties: { key: TEXT, value: ANY_VALUE } },
};

const nanoseconds = (of: string): object => ({
  description: `Nanoseconds since 1970${of}.`,
  anyOf: [
    { type: 'string', nullable: true, pattern: '^[0-9]{1,19}$' },
    { type: 'integer', minimum: 0, maximum: 18_446_744_073_709_550_000 },
  ],
});

/** A request of opentelemetry-proto, as far as it is read; other fields are left aside. */
const requestOf = (signal: string, records: string, properties: object): object => ({
  type: 'object',
  properties: {
    [`resource${signal}`]: {
      ...LIST,
      items: {
        type: 'object',
        properties: {
          resource: { type: 'object', nullable: true, properties: { attributes: ATTRIBUTES } },
          [`scope${signal}`]: {
            ...LIST,
            items: {
              type: 'object',
              properties: {
                scope: { type: 'object', nullable: true, properties: { name: TEXT } },
                [records]: { ...LIST, items: { type: 'object', properties } },
              },
            },
          },
        },
      },
    },
  },
});

const bodiesOf = (
  request: object,
  examples: DocumentedBody['examples'],
): Readonly<Record<string, DocumentedBody>> => ({
  [JSON_TYPE]: { schema: request, examples },
  [PROTOBUF]: {
    schema: { type: 'string', format: 'binary', description: 'The same message in protobuf.' },
    examples: {},
  },
});

/** Bodies of POST /v1/logs. */
export const LOGS_BODIES = bodiesOf(
  requestOf('Logs', 'logRecords', {
    timeUnixNano: nanoseconds(''),
    eventName: TEXT,
    body: ANY_VALUE,
    attributes: ATTRIBUTES,
  }),
  { skill: { summary: 'A skill that was activated', value: LOGS_EXAMPLE } },
);

/** Bodies of POST /v1/traces. */
export const TRACES_BODIES = bodiesOf(
  requestOf('Spans', 'spans', {
    traceId: ID,
    spanId: ID,
    parentSpanId: ID,
    name: TEXT,
    kind: { type: 'integer', nullable: true, description: '3 is a client, 2 a server.' },
    startTimeUnixNano: nanoseconds(', when it began'),
    endTimeUnixNano: nanoseconds(', when it ended'),
    attributes: ATTRIBUTES,
    status: {
      type: 'object',
      nullable: true,
      properties: {
        message: TEXT,
        code: { type: 'integer', nullable: true, description: '0 is not set, 1 ok, 2 an error.' },
      },
    },
  }),
  { skill: { summary: 'A skill that was loaded', value: TRACES_EXAMPLE } },
);

const POINTS = {
  type: 'object',
  nullable: true,
  properties: { dataPoints: { ...LIST, items: { type: 'object' } } },
};

const SUM = {
  type: 'object',
  nullable: true,
  properties: {
    aggregationTemporality: { type: 'integer', nullable: true, description: '1 is delta, 2 cumulative.' },
    isMonotonic: { type: 'boolean', nullable: true },
    dataPoints: {
      ...LIST,
      items: {
        type: 'object',
        properties: {
          startTimeUnixNano: nanoseconds(', from when it counts'),
          timeUnixNano: nanoseconds(', until when'),
          asDouble: { type: 'number', nullable: true },
          attributes: ATTRIBUTES,
        },
      },
    },
  },
};

/** Bodies of POST /v1/metrics. */
export const METRICS_BODIES = bodiesOf(
  requestOf('Metrics', 'metrics', {
    name: TEXT,
    gauge: POINTS,
    sum: SUM,
    histogram: POINTS,
    exponentialHistogram: POINTS,
    summary: POINTS,
  }),
  { cost: { summary: 'What a skill cost', value: METRICS_EXAMPLE } },
);
