import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { Producer } from 'kafkajs';
import { importFile } from '../../../src/cli/commands/import.command.js';
import { isUuid } from '../../../src/common/uuid.js';
import { PatternUsageTracker } from '../../../src/index.js';
import type { UsageInput } from '../../../src/tracker/index.js';
import { scratchDir } from '../scratch.js';
import { type ExtremeUsage, jsonOf } from './drawn-extreme.js';

const API = '/api/pattern-analytics';

/** A drawn usage with its time and who it is. */
export interface PlacedUsage extends Omit<ExtremeUsage, 'time'> {
  /** Its id or its name. */
  readonly pattern: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How usages come in, each of them once. */
export interface WayIn {
  readonly name: string;
  /** Whether it can bring this one. */
  readonly takes: (usage: PlacedUsage) => boolean;
  /** Fails where one is not stored. */
  readonly send: (usages: readonly PlacedUsage[]) => Promise<void>;
}

const OTLP_EVENT = 'extreme.used';

/** The setting OTLP_EVENTS that the ways in need. */
export const OTLP_EVENTS = JSON.stringify({
  [OTLP_EVENT]: {
    pattern: 'pattern',
    pattern_name: 'name',
    outcome: 'outcome',
    quality_score: 'quality',
    execution_time_ms: 'ms',
    error_message: 'error',
    correlation_id: 'correlation',
  },
});

/** A time before it is taken for one in a wrong unit. */
const EARLIEST_OTLP = Date.UTC(2000, 0, 1);

const patternOf = ({ pattern }: PlacedUsage): Pick<UsageInput, 'pattern' | 'pattern_id'> =>
  isUuid(pattern) ? { pattern_id: pattern } : { pattern };

const bodyOf = (usage: PlacedUsage): UsageInput => ({
  id: randomUUID(),
  ...patternOf(usage),
  created_at: new Date(usage.at).toISOString(),
  outcome: usage.outcome,
  quality_score: usage.quality,
  execution_time_ms: usage.milliseconds,
  error_message: usage.error,
  pattern_name: usage.name,
  execution_id: usage.execution,
  correlation_id: usage.correlation,
  context: usage.context,
});

const feedbackOf = (usage: PlacedUsage): object => ({
  feedback_id: randomUUID(),
  ...patternOf(usage),
  created_at: new Date(usage.at).toISOString(),
  success: usage.outcome === 'success' || usage.outcome === 'partial_success',
  explicit_rating: usage.quality,
  performance_score: usage.performance,
  feedback_text: usage.error,
  pattern_name: usage.name,
  created_by: usage.execution,
  issues: [usage.execution, usage.name].filter((text) => text !== null),
  implicit_signals: { execution_time_ms: usage.milliseconds, smallest: Number.MIN_VALUE },
  context: usage.context,
});

const eventOf = (usage: PlacedUsage): object => {
  const { id, created_at, pattern_id, pattern, ...data } = bodyOf(usage);
  const subject = pattern ?? pattern_id;
  return { specversion: '1.0', id, source: '/s', type: 't', time: created_at, subject, data };
};

const recordsOf = (
  usages: readonly PlacedUsage[],
): ReturnType<InMemoryLogRecordExporter['getFinishedLogRecords']> => {
  const memory = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'agent' }),
    processors: [new SimpleLogRecordProcessor({ exporter: memory })],
  });
  for (const { pattern, name, outcome, quality, milliseconds, error, correlation, at } of usages) {
    const attributes = { pattern, name, outcome, quality, ms: milliseconds, error, correlation };
    const said = Object.entries(attributes).filter(([, value]) => value !== null);
    provider.getLogger('agent').emit({
      eventName: OTLP_EVENT,
      timestamp: new Date(at),
      attributes: { ...(Object.fromEntries(said) as Record<string, string>), event: randomUUID() },
    });
  }
  return memory.getFinishedLogRecords();
};

/**
 * Every way in of a server that listens.
 * @param kafka a producer and the topic that the server reads; left out, there is no such way.
 */
export const waysIn = async (
  app: NestFastifyApplication,
  kafka?: { readonly producer: Producer; readonly topic: string },
): Promise<WayIn[]> => {
  const url = await app.getUrl();
  const tracker = app.get(PatternUsageTracker, { strict: false });

  const post = async (
    path: string,
    type: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const each = async (
    usages: readonly PlacedUsage[],
    send: (usage: PlacedUsage) => Promise<unknown>,
  ): Promise<void> => {
    for (const usage of usages) await send(usage);
  };
  const all = (): boolean => true;
  const isDated = ({ at }: PlacedUsage): boolean => at >= EARLIEST_OTLP;
  const exported = async (type: string, body: Uint8Array): Promise<void> => {
    const { status, text } = await post('/v1/logs', type, new Uint8Array(body));
    // An answer without partialSuccess: nothing was refused.
    expect({ status, text }).toEqual({
      status: 200,
      text: expect.stringMatching(/^(\{\}|\{"partialSuccess":\{\}\}|)$/),
    });
  };

  const ways: WayIn[] = [
    {
      name: 'one by one',
      takes: all,
      send: (usages) =>
        each(usages, async (usage) => {
          expect(await post(`${API}/usage`, 'application/json', jsonOf(bodyOf(usage)))).toMatchObject({
            status: 201,
          });
        }),
    },
    {
      name: 'a batch',
      takes: all,
      send: async (usages) => {
        const answer = await post(`${API}/usage/batch`, 'application/json', jsonOf(usages.map(bodyOf)));
        expect(answer).toMatchObject({
          status: 200,
          text: expect.stringContaining(`"stored":${usages.length}`),
        });
      },
    },
    {
      name: 'NDJSON',
      takes: all,
      send: async (usages) => {
        const lines = usages.map((usage) => jsonOf(bodyOf(usage))).join('\n');
        const answer = await post(`${API}/usage/batch`, 'application/x-ndjson', lines);
        expect(answer).toMatchObject({
          status: 200,
          text: expect.stringContaining(`"stored":${usages.length}`),
        });
      },
    },
    {
      name: 'a structured CloudEvent',
      takes: all,
      send: (usages) =>
        each(usages, async (usage) => {
          const type = 'application/cloudevents+json';
          expect(await post(`${API}/usage`, type, jsonOf(eventOf(usage)))).toMatchObject({ status: 201 });
        }),
    },
    {
      name: 'a batch of CloudEvents',
      takes: all,
      send: async (usages) => {
        const type = 'application/cloudevents-batch+json';
        const answer = await post(`${API}/usage/batch`, type, jsonOf(usages.map(eventOf)));
        expect(answer).toEqual({ status: 204, text: '' });
      },
    },
    {
      name: 'a binary CloudEvent',
      takes: all,
      send: (usages) =>
        each(usages, async (usage) => {
          const { id, created_at, pattern_id, pattern, ...data } = bodyOf(usage);
          const headers = {
            'ce-specversion': '1.0',
            'ce-id': id!,
            'ce-source': '/s',
            'ce-type': 't',
            'ce-time': created_at!,
            'ce-subject': (pattern ?? pattern_id)!,
          };
          expect(await post(`${API}/usage`, 'application/json', jsonOf(data), headers)).toMatchObject({
            status: 201,
          });
        }),
    },
    {
      name: 'feedback',
      takes: all,
      send: (usages) =>
        each(usages, async (usage) => {
          const answer = await post(`${API}/feedback`, 'application/json', jsonOf(feedbackOf(usage)));
          expect(answer).toMatchObject({ status: 201 });
        }),
    },
    {
      name: 'OTLP as JSON',
      takes: isDated,
      send: (usages) => exported('application/json', JsonLogsSerializer.serializeRequest(recordsOf(usages))!),
    },
    {
      name: 'OTLP as protobuf',
      takes: isDated,
      send: (usages) =>
        exported('application/x-protobuf', ProtobufLogsSerializer.serializeRequest(recordsOf(usages))!),
    },
    {
      name: 'an import',
      takes: all,
      send: async (usages) => {
        const file = join(scratchDir(), 'usages.ndjson');
        writeFileSync(file, usages.map((usage) => jsonOf(bodyOf(usage))).join('\n'));
        expect(await importFile([file, '--url', url])).toBe(0);
      },
    },
    {
      name: 'the tracker',
      takes: all,
      send: (usages) => each(usages, (usage) => tracker.recordUsage(bodyOf(usage))),
    },
    {
      name: 'the tracker’s feedback',
      takes: all,
      send: (usages) => each(usages, (usage) => tracker.recordFeedback(feedbackOf(usage))),
    },
  ];
  if (kafka === undefined) return ways;
  const { producer, topic } = kafka;
  return [
    ...ways,
    {
      name: 'Kafka',
      takes: all,
      send: async (usages) => {
        const messages = usages.map((usage) => ({ value: jsonOf(bodyOf(usage)) }));
        await producer.send({ topic, acks: -1, messages });
      },
    },
  ];
};
