import { JSON_TYPE, PROTOBUF } from '../../common/media-types.js';
import type { DocumentedBody } from '../../common/validation/api-bodies.js';

const EXAMPLE = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'claude-code' } }] },
      scopeLogs: [
        {
          scope: { name: 'com.anthropic.claude_code.events' },
          logRecords: [
            {
              timeUnixNano: '1763960400000000000',
              body: { stringValue: 'claude_code.skill_activated' },
              attributes: [
                { key: 'event.name', value: { stringValue: 'skill_activated' } },
                { key: 'event.sequence', value: { intValue: 7 } },
                { key: 'skill.name', value: { stringValue: 'code-review' } },
                { key: 'session.id', value: { stringValue: 'a06eb29a-8922-4fdf-bb27-96fc40fae415' } },
              ],
            },
          ],
        },
      ],
    },
  ],
};

const LIST = { type: 'array', nullable: true };

const ATTRIBUTES = {
  ...LIST,
  items: {
    type: 'object',
    properties: {
      key: { type: 'string', nullable: true },
      value: { type: 'object', nullable: true, description: 'An AnyValue.' },
    },
  },
};

/** An ExportLogsServiceRequest of opentelemetry-proto, as far as it is read; other fields are left aside. */
const REQUEST = {
  type: 'object',
  properties: {
    resourceLogs: {
      ...LIST,
      items: {
        type: 'object',
        properties: {
          resource: { type: 'object', nullable: true, properties: { attributes: ATTRIBUTES } },
          scopeLogs: {
            ...LIST,
            items: {
              type: 'object',
              properties: {
                scope: {
                  type: 'object',
                  nullable: true,
                  properties: { name: { type: 'string', nullable: true } },
                },
                logRecords: {
                  ...LIST,
                  items: {
                    type: 'object',
                    properties: {
                      timeUnixNano: {
                        description: 'Nanoseconds since 1970.',
                        anyOf: [
                          { type: 'string', nullable: true, pattern: '^[0-9]{1,19}$' },
                          { type: 'integer', minimum: 0, maximum: 18_446_744_073_709_550_000 },
                        ],
                      },
                      eventName: { type: 'string', nullable: true },
                      body: { type: 'object', nullable: true, description: 'An AnyValue.' },
                      attributes: ATTRIBUTES,
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

/** Bodies of POST /v1/logs. */
export const LOGS_BODIES: Readonly<Record<string, DocumentedBody>> = {
  [JSON_TYPE]: {
    schema: REQUEST,
    examples: { skill: { summary: 'A skill that was activated', value: EXAMPLE } },
  },
  [PROTOBUF]: {
    schema: { type: 'string', format: 'binary', description: 'The same message in protobuf.' },
    examples: {},
  },
};
