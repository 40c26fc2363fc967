import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProblemError } from '../../common/problem/problem.js';
import { eventsOf, hash, NOW, SESSION, TRACE } from '../../../test/support/otlp-records.js';
import { USAGE_RULES } from '../../../test/support/usage-rules.js';
import { logRecordsOf } from './log-records.js';
import { logsRequest } from './logs-request.js';
import type { OtlpRecord } from './otlp-record.js';
import { parseOtlpUsage } from './parse-otlp-usage.js';
import { readJson } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';
import { readRecords, type ReadRecords } from './read-records.js';
import { spanRecordsOf } from './span-records.js';
import { tracesRequest } from './traces-request.js';

const NANOS = `${NOW}123456`;

const logsOf = (records: unknown): OtlpRecord[] =>
  logRecordsOf(readJson({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] }, logsRequest, 100));
const spansOf = (records: unknown): OtlpRecord[] =>
  spanRecordsOf(readJson({ resourceSpans: [{ scopeSpans: [{ spans: records }] }] }, tracesRequest, 100));

const events = eventsOf({
  known: {
    pattern: 'skill.name',
    outcome: 'o',
    quality_score: 'q',
    execution_time_ms: 'm',
    error_message: 'e',
    execution_id: 'x',
    actor: 'a',
    input_tokens: 'in.side',
    cost_usd: 'resource.c',
    correlation_id: 'session.id',
    attributes: { 'in.*': 'hash', 'in.deep.er': 'keep' },
  },
});

const value = fc.oneof(
  fc.record({
    stringValue: fc.oneof(
      fc.string(),
      fc.constantFrom('\ud800', '\0', '1', 'x'.repeat(300), '{"side":1,"deep":{"er":2}}', '{"side":'),
    ),
  }),
  fc.record({ intValue: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String) }),
  // As the JSON of protobuf has them: what is not finite is text.
  fc.record({
    doubleValue: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom('NaN', 'Infinity', '-Infinity'),
    ),
  }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({ bytesValue: fc.base64String() }),
  fc.record({ arrayValue: fc.record({ values: fc.array(fc.record({ stringValue: fc.string() })) }) }),
  fc.constant({}),
);
const OWN = [
  'skill.name',
  'session.id',
  'o',
  'q',
  'm',
  'e',
  'x',
  'a',
  'in',
  '__proto__',
  'toJSON',
  'constructor',
];
const KNOWN = [
  'gen_ai.operation.name',
  'gen_ai.tool.name',
  'gen_ai.skill.name',
  'tool_name',
  'tool_parameters',
  'tool_use_id',
  'event.sequence',
  'gen_ai.evaluation.name',
  'gen_ai.evaluation.score.value',
  'gen_ai.evaluation.score.label',
  'gen_ai.response.id',
];
const attributes = fc.array(
  fc.oneof(
    fc.record({ key: fc.constantFrom(...OWN, ...KNOWN), value }),
    fc.record({
      key: fc.constantFrom('gen_ai.operation.name', 'mcp.method.name'),
      value: fc.record({ stringValue: fc.constantFrom('execute_tool', 'load_skill', 'tools/call', 'chat') }),
    }),
  ),
);
const EVALUATION = 'gen_ai.evaluation.result';
const name = fc.constantFrom('known', 'claude_code.skill_activated', 'tool_result', 'other', EVALUATION, '');
const traceId = fc.constantFrom('', TRACE, 'ab');
const time = fc.constantFrom(NANOS, 0, '18446744073709551615');
const spanId = fc.constantFrom('', '00000000000000aa', '00000000000000bb', 'ab');
const log = fc.record(
  { timeUnixNano: time, eventName: name, traceId, attributes },
  { requiredKeys: ['eventName'] },
);
const span = fc.record(
  {
    traceId,
    spanId,
    parentSpanId: spanId,
    name,
    kind: fc.integer({ min: -1, max: 9 }),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes,
    status: fc.record({ code: fc.constantFrom(0, 1, 2, 7, 'STATUS_CODE_ERROR'), message: fc.string() }),
  },
  { requiredKeys: [] },
);

describe('whatever comes', () => {
  it('is a usage, a refusal or left aside; nothing throws', () => {
    const check = (records: readonly OtlpRecord[]): void => {
      const { usages, evaluations, ignored } = readRecords(records, events, hash);
      const indexes = [...usages, ...evaluations, ...ignored].map(({ index }) => index);
      expect(indexes.sort((a, b) => a - b)).toEqual([...records.keys()]);
      for (const one of usages) {
        const parsed = parseOtlpUsage(one, NOW, USAGE_RULES);
        expect(parsed.usage !== undefined || parsed.violations.length > 0).toBe(true);
      }
    };
    fc.assert(
      fc.property(fc.array(log, { maxLength: 5 }), fc.array(span, { maxLength: 5 }), (logs, spans) => {
        check(logsOf(logs));
        check(spansOf(spans));
      }),
      { numRuns: 500 },
    );
  });

  it('is no request and says so, in JSON and in protobuf', () => {
    const anything = fc.anything({
      maxDepth: 3,
      values: [fc.string({ unit: 'binary' }), fc.double(), fc.constant('\ud800')],
    });
    const orProblem = (read: () => unknown): void => {
      try {
        read();
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    };
    fc.assert(
      fc.property(anything, fc.uint8Array({ maxLength: 64 }), (body, bytes) => {
        orProblem(() => logsOf(body));
        orProblem(() => logsOf([{ attributes: body, body }]));
        orProblem(() => spansOf(body));
        orProblem(() => spansOf([{ attributes: body, status: body, kind: body }]));
        orProblem(() => readProtobuf(bytes, logsRequest, 10));
        orProblem(() => readProtobuf(bytes, tracesRequest, 10));
      }),
      { numRuns: 1000 },
    );
  });

  it('is bounded in depth and number', () => {
    let deep: object = { stringValue: 'x' };
    for (let level = 0; level < 200; level += 1) deep = { arrayValue: { values: [deep] } };
    expect(() => logsOf([{ attributes: [{ key: 'deep', value: deep }] }])).toThrow(
      /more than 100 messages deep/,
    );
    const many = Array.from({ length: 101 }, () => ({}));
    expect(() => logsOf(many)).toThrow(/more than 100 log records \(BATCH_MAX_ITEMS\)/);
    expect(() => spansOf(many)).toThrow(/more than 100 spans \(BATCH_MAX_ITEMS\)/);
    const attributes_ = Array.from({ length: 10_000 }, () => ({}));
    expect(() => logsOf([{ attributes: attributes_ }])).toThrow(/more than 10000 messages/);
    expect(() => readJson({ resourceLogs: [{ scopeLogs: 7 }] }, logsRequest, 2)).toThrow(
      'ResourceLogs.scopeLogs must be a list',
    );
  });
});

describe('spans of a request', () => {
  const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
  /** Spans of a few tools and skills within one another, each with an id and a start of its own. */
  const tree = fc
    .array(
      fc.record({
        operation: fc.constantFrom('execute_tool', 'load_skill', 'invoke_agent', 'chat'),
        named: fc.constantFrom('review', 'lint'),
        skill: fc.boolean(),
        fails: fc.boolean(),
        within: fc.nat(20),
      }),
      { maxLength: 12 },
    )
    .map((drawn) =>
      drawn.map(({ operation, named, skill, fails, within }, at) => ({
        traceId: TRACE,
        spanId: (at + 1).toString(16).padStart(16, '0'),
        parentSpanId: within < at ? (within + 1).toString(16).padStart(16, '0') : '',
        startTimeUnixNano: `${NOW + at}000000`,
        endTimeUnixNano: `${NOW + at + 1}000000`,
        attributes: [
          text('gen_ai.operation.name', operation),
          text('gen_ai.conversation.id', SESSION),
          text('gen_ai.tool.name', named),
          text('gen_ai.agent.name', named),
          ...(skill || operation === 'load_skill' ? [text('gen_ai.skill.name', 'review')] : []),
        ],
        status: { code: fails ? 2 : 1 },
      })),
    );
  const said = ({ usages }: ReadRecords): unknown =>
    new Map(usages.map(({ id, usage }) => [id, [usage.pattern_id, usage.outcome]]));

  it('are the same usages in whatever order they come, each of them once', () => {
    const both = tree.chain((spans) =>
      fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length })),
    );
    fc.assert(
      fc.property(both, ([spans, shuffled]) => {
        const read = readRecords(spansOf(spans), events, hash);
        expect(said(readRecords(spansOf(shuffled), events, hash))).toEqual(said(read));
        expect(new Set(read.usages.map(({ id }) => id)).size).toBe(read.usages.length);
      }),
      { numRuns: 300 },
    );
  });
});
