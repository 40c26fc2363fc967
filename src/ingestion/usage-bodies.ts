import { EXAMPLE_ID } from '../common/example-id.js';
import { getSchemaPath } from '@nestjs/swagger';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, JSON_TYPE, NDJSON } from '../common/media-types.js';
import type { DocumentedBody } from '../common/validation/api-bodies.js';
import { EventDataDto } from './event-data.dto.js';
import { UsageDto } from './usage.dto.js';

const USAGES = [
  { pattern_id: EXAMPLE_ID, outcome: 'success', quality_score: 0.9, execution_time_ms: 120 },
  { pattern_id: EXAMPLE_ID, outcome: 'error', error_message: 'Out of memory' },
];

const EVENT = {
  specversion: '1.0',
  id: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
  source: '/agents/reviewer',
  type: 'com.example.pattern.used',
  time: '2025-10-28T09:30:00Z',
  subject: EXAMPLE_ID,
  data: { outcome: 'success', quality_score: 0.9 },
};

const REQUIRED_TEXT = { type: 'string', minLength: 1, pattern: '^[^\\u0000]*$' };

/** A CloudEvent 1.0 in JSON. What is not named here, extension attributes among it, is left aside. */
const EVENT_SCHEMA = {
  type: 'object',
  additionalProperties: true,
  required: ['specversion', 'id', 'source', 'type'],
  oneOf: [{ required: ['data'] }, { required: ['data_base64'] }],
  properties: {
    specversion: { type: 'string', enum: ['1.0'] },
    id: {
      ...REQUIRED_TEXT,
      description:
        'The usage’s id where data has none; one that is no UUID becomes the UUIDv5 of source and id.',
    },
    source: REQUIRED_TEXT,
    type: REQUIRED_TEXT,
    time: {
      type: 'string',
      format: 'date-time',
      nullable: true,
      description: 'The usage’s created_at where data has none; needed beside an id that is no UUIDv7.',
    },
    subject: {
      type: 'string',
      nullable: true,
      description: 'The pattern’s id or its name where data names none; otherwise any text.',
    },
    datacontenttype: {
      type: 'string',
      nullable: true,
      pattern: '^application/([A-Za-z0-9_.!#$&^+-]+[+])?[jJ][sS][oO][nN]$',
      description: 'A media type of JSON; parameters are left aside.',
    },
    data: { $ref: getSchemaPath(EventDataDto) },
    data_base64: {
      type: 'string',
      nullable: true,
      pattern: '^[A-Za-z0-9_+/-]*={0,2}$',
      description: 'The same in Base64, in place of data.',
    },
  },
};

const eventBody: DocumentedBody = {
  schema: EVENT_SCHEMA,
  examples: { event: { summary: 'A success', value: EVENT } },
};

/** Bodies of POST /usage. */
export const USAGE_BODIES: Readonly<Record<string, DocumentedBody>> = {
  [JSON_TYPE]: {
    schema: { $ref: getSchemaPath(UsageDto) },
    examples: {
      success: {
        summary: 'A success',
        value: {
          pattern_id: EXAMPLE_ID,
          pattern_name: 'Retry with backoff',
          pattern_type: 'architectural',
          outcome: 'success',
          quality_score: 0.92,
          execution_time_ms: 150,
          context: { node_type: 'Effect', operation: 'api_call' },
          correlation_id: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
        },
      },
      failure: {
        summary: 'A failure',
        value: { pattern_id: EXAMPLE_ID, outcome: 'failure', error_message: 'Database connection timeout' },
      },
    },
  },
  [CLOUD_EVENT]: eventBody,
};

/** Bodies of POST /usage/batch. */
export const BATCH_BODIES: Readonly<Record<string, DocumentedBody>> = {
  [JSON_TYPE]: {
    schema: { type: 'array', items: { $ref: getSchemaPath(UsageDto) } },
    examples: { two: { summary: 'Two usages', value: USAGES } },
  },
  [NDJSON]: {
    schema: {
      type: 'string',
      description: `Lines of JSON, each a ${UsageDto.name}, the last with its line feed or without.`,
    },
    examples: {
      two: { summary: 'Two usages', value: USAGES.map((usage) => `${JSON.stringify(usage)}\n`).join('') },
    },
  },
  [CLOUD_EVENT_BATCH]: {
    schema: { type: 'array', items: EVENT_SCHEMA },
    examples: { one: { summary: 'One event', value: [EVENT] } },
  },
  [CLOUD_EVENT]: eventBody,
};
