import { describe, expect, it } from '@jest/globals';
import type { Usage } from '../../common/usage.js';
import { knownEvents, type OtlpEvents, parseOtlpEvents } from '../../config/otlp-events.js';
import { logRecordsOf } from './log-records.js';
import { logsRequest } from './logs-request.js';
import { parseOtlpUsage } from './parse-otlp-usage.js';
import { readJson } from './read-json.js';
import { readRecords, type ReadRecords } from './read-records.js';
import { USAGE_RULES } from '../../../test/support/usage-rules.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const NANOS = `${NOW}123456`;
const TRACE = '0af7651916cd43dd8448eb211c80319c';

const pairs = (attributes: object): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value }));
const text = (stringValue: string): object => ({ stringValue });
const requestOf = (records: object[], resource: object = {}): object => ({
  resourceLogs: [{ resource: { attributes: pairs(resource) }, scopeLogs: [{ logRecords: records }] }],
});
const skill = (attributes: object = {}, fields: object = {}): object => ({
  timeUnixNano: NANOS,
  eventName: 'claude_code.skill_activated',
  attributes: pairs({ 'skill.name': text('code-review'), ...attributes }),
  ...fields,
});
const found = (request: object, events: OtlpEvents = knownEvents): ReadRecords =>
  readRecords(logRecordsOf(readJson(request, logsRequest, 100)), events, (text) => `hash of ${text}`);
const usagesOf = (request: object, events?: OtlpEvents): (Usage | string)[] =>
  found(request, events).usages.map((one) => {
    const parsed = parseOtlpUsage(one, NOW, USAGE_RULES);
    return parsed.usage ?? parsed.violations.map(({ message }) => message).join(' ');
  });
const usageOf = (record: object, events?: OtlpEvents): Usage | string =>
  usagesOf(requestOf([record]), events)[0]!;
const eventsOf = (setting: object): OtlpEvents => parseOtlpEvents(JSON.stringify(setting))!;

describe('a skill that was activated', () => {
  it('is a use of the pattern of its name, which has one id for ever', () => {
    // Python: uuid.uuid5(uuid.UUID('5c2f0f0e-3e53-5b0d-9a0c-52d1f0a5b7c4'), 'code-review')
    const session = 'A06EB29A-8922-4FDF-BB27-96FC40FAE415';
    expect(usageOf(skill({ 'session.id': text(session), 'prompt.id': text('p-1') }))).toEqual({
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-5/),
      patternId: 'ba30ac69-778d-5e55-9397-16e8fd67fd30',
      createdAt: NOW,
      outcome: 'unknown',
      qualityScore: null,
      executionTimeMs: null,
      context: expect.stringContaining('"event.name":"claude_code.skill_activated"'),
      correlationId: session.toLowerCase(),
      errorMessage: null,
      version: null,
      actor: null,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
      timeSavedSeconds: null,
      details: expect.objectContaining({ execution_id: 'p-1' }),
      pattern: { name: 'code-review', type: 'skill', nodeType: null },
      call: expect.objectContaining({ tells: 'start', callId: null }),
    });
  });

  it.each([
    ['the field', { eventName: 'claude_code.skill_activated' }],
    ['the body', { eventName: '', body: text('claude_code.skill_activated') }],
    ['event.name', { eventName: undefined, 'event.name': 'claude_code.skill_activated' }],
    ['event.name without its prefix', { eventName: undefined, 'event.name': 'skill_activated' }],
  ])('is known by %s', (_, { 'event.name': name, ...fields }: Record<string, unknown>) => {
    const record = skill(typeof name === 'string' ? { 'event.name': text(name) } : {}, fields);
    expect(found(requestOf([record]))).toMatchObject({ usages: [{ index: 0 }], ignored: [] });
  });

  it('is left aside where it names no skill, as is every other record', () => {
    const records = [
      skill({ 'skill.name': text('') }),
      skill({ 'skill.name': {} }),
      { body: text('claude_code.api_request') },
      {},
    ];
    expect(found(requestOf(records))).toEqual({
      usages: [],
      evaluations: [],
      ignored: [
        { index: 0, name: 'claude_code.skill_activated' },
        { index: 1, name: 'claude_code.skill_activated' },
        { index: 2, name: 'claude_code.api_request' },
        { index: 3, name: '' },
      ],
    });
  });
});

describe('what an event says of how it went', () => {
  const events = eventsOf({
    'skill.judged': {
      pattern: ['pattern.id', 'pattern.name', 'skill.name', 'metric'],
      pattern_name: ['pattern.name', 'skill.name'],
      outcome: 'label',
      quality_score: 'score',
      error_message: 'error.type',
      execution_id: 'response',
    },
  });
  const judged = (attributes: object): object => ({
    observedTimeUnixNano: NANOS,
    eventName: 'skill.judged',
    attributes: pairs({ metric: text('Relevance'), ...attributes }),
  });
  const label = (word: string): object => ({ label: text(word) });
  const score = (value: object): object => ({ score: value });

  it.each<[object, object]>([
    [{}, { outcome: 'success', qualityScore: null, pattern: { name: 'Relevance' } }],
    [label('Pass'), { outcome: 'success' }],
    [label('not_relevant'), { outcome: 'failure' }],
    [{ 'error.type': text('timeout') }, { outcome: 'error', errorMessage: 'timeout' }],
    [score({ doubleValue: 0.75 }), { qualityScore: 0.75 }],
    [score({ intValue: '1' }), { qualityScore: 1 }],
    [score({ stringValue: '0.5' }), { qualityScore: 0.5 }],
    [{ 'skill.name': text('Saga') }, { pattern: { name: 'Saga' } }],
    [
      { 'pattern.id': text('7F9C24E5-2F0A-4C7B-9A51-0D6C3F1B8E42'), 'pattern.name': text('Saga') },
      { patternId: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', pattern: { name: 'Saga' } },
    ],
    [{ response: text('r-1') }, { details: { execution_id: 'r-1' } }],
  ])('%j is %j', (attributes, usage) => {
    expect(usageOf(judged(attributes), events)).toMatchObject(usage);
  });

  it('may be the longest error text, however long it gets as JSON: the context has it only while it is short', () => {
    for (const [error, isThere] of [
      ['\t'.repeat(256), true],
      ['\t'.repeat(257), false],
      ['\t'.repeat(32_768), false],
    ] as const) {
      const usage = usageOf(judged({ 'error.type': text(error), k: text('v') }), events) as Usage;
      expect(usage.errorMessage).toBe(error);
      expect(JSON.parse(usage.context)).toEqual({
        'event.name': 'skill.judged',
        metric: 'Relevance',
        k: 'v',
        ...(isThere ? { 'error.type': error } : {}),
      });
    }
  });

  it('is refused on a scale or with a word that is not known, until the setting tells of it', () => {
    const bad = judged({ ...label('Good'), ...score({ intValue: 4 }) });
    expect(usageOf(bad, events)).toMatch(/^The attribute label is "Good".*The attribute score is 4/);
    const scaled = eventsOf({
      'skill.judged': {
        pattern: 'metric',
        outcome: 'label',
        quality_score: 'score',
        outcomes: { good: 'partial_success' },
        quality_max: 5,
      },
    });
    expect(usageOf(bad, scaled)).toMatchObject({ outcome: 'partial_success', qualityScore: 0.8 });
  });
});

describe('an evaluation', () => {
  const evaluation = {
    timeUnixNano: NANOS,
    eventName: 'gen_ai.evaluation.result',
    attributes: pairs({
      'gen_ai.evaluation.name': text('Relevance'),
      'gen_ai.evaluation.score.value': { doubleValue: 4 },
      'skill.name': text('Saga'),
    }),
  };

  it('is no use of anything, whatever the setting says', () => {
    for (const setting of [undefined, {}, { quality_max: 5 }, { pattern: 'skill.name' }]) {
      const events = setting && eventsOf({ 'gen_ai.evaluation.result': setting });
      expect(found(requestOf([evaluation]), events)).toMatchObject({
        usages: [],
        ignored: [{ index: 0, name: 'gen_ai.evaluation.result' }],
      });
    }
  });

  const judged = (attributes: object, setting = {}): unknown => {
    const ids = { traceId: TRACE, spanId: '00f067aa0ba902b7' };
    const record = { ...evaluation, ...ids, attributes: [...evaluation.attributes, ...pairs(attributes)] };
    const read = found(requestOf([record]), eventsOf({ 'gen_ai.evaluation.result': setting }));
    expect(read).toMatchObject({ usages: [], ignored: [] });
    return read.evaluations[0]!.evaluation;
  };

  it('judges what its span, response or execution is', () => {
    expect(judged({ 'gen_ai.response.id': text('r-1') })).toMatchObject({
      name: 'Relevance',
      keys: expect.arrayContaining([`${TRACE}-00f067aa0ba902b7`, 'r-1']),
      said: { value: 4, quality: null },
    });
  });

  it('says a quality where its scale is known, and an outcome by its label alone', () => {
    expect(judged({}, { quality_max: 5 })).toMatchObject({ said: { value: 4, quality: 0.8 }, outcome: null });
    const label = { 'gen_ai.evaluation.score.label': text('fail') };
    expect(judged(label)).toMatchObject({ said: { label: 'fail' }, outcome: null });
    const alone = { ...label, 'gen_ai.evaluation.score.value': {} };
    expect(judged(alone)).toMatchObject({ said: { value: null, quality: null }, outcome: 'failure' });
  });
});

describe('an event of OTLP_EVENTS', () => {
  it('is mapped attribute by attribute, the first that is there', () => {
    const events = eventsOf({
      'agent.skill': {
        pattern: ['id', 'name'],
        outcome: 'ok',
        execution_time_ms: 'ms',
        error_message: 'why',
        correlation_id: 'session',
      },
      'claude_code.skill_activated': null,
    });
    const attributes = {
      name: text('Saga'),
      ok: { boolValue: false },
      ms: { doubleValue: 12.6 },
      why: text('no'),
    };
    expect(usageOf(skill(attributes, { eventName: 'agent.skill' }), events)).toMatchObject({
      outcome: 'failure',
      executionTimeMs: 13,
      errorMessage: 'no',
      pattern: { name: 'Saga' },
    });
    expect(found(requestOf([skill()]), events).usages).toEqual([]);
  });
});

describe('the correlation', () => {
  const correlation = (attributes: object, fields: object = {}): unknown =>
    (usageOf(skill(attributes, fields)) as Usage).correlationId;

  it('is the session, or made of it, and else the trace', () => {
    const session = { 'session.id': text('s-1') };
    const made = correlation(session);
    expect(made).toMatch(/^[\da-f]{8}-[\da-f]{4}-5/);
    expect(correlation(session, { traceId: TRACE })).toBe(made);
    expect(correlation({}, { traceId: TRACE.toUpperCase() })).toBe('0af76519-16cd-43dd-8448-eb211c80319c');
    expect(correlation({}, { traceId: '0'.repeat(32) })).toBeNull();
    expect(correlation({})).toBeNull();
  });
});

describe('the id', () => {
  const ids = (request: object): unknown[] => usagesOf(request).map((usage) => (usage as Usage).id);

  it('is the same however often an event is sent, and in whatever order its attributes are', () => {
    const [id] = ids(requestOf([skill({ a: text('1'), b: { intValue: 2 } })]));
    const attributes = [
      ...pairs({ a: text('1'), b: { intValue: '2' } }),
      ...pairs({ 'skill.name': text('code-review') }),
    ];
    expect(ids(requestOf([{}, skill({}, { attributes: attributes.reverse() })]))).toEqual([id]);
  });

  it('is another wherever anything is', () => {
    const variants = [
      requestOf([skill()]),
      requestOf([skill()], { 'host.name': text('a') }),
      requestOf([skill({}, { traceId: TRACE })]),
      requestOf([skill({}, { traceId: TRACE, spanId: '00f067aa0ba902b7' })]),
      requestOf([skill({}, { timeUnixNano: `${NOW}123457` })]),
      requestOf([skill({ 'event.sequence': { intValue: 1 } })]),
      requestOf([skill({ 'event.sequence': { intValue: 2 } })]),
      requestOf([skill({ 'session.id': text('s-1') })]),
      requestOf([skill({}, { body: text('x') })]),
      { resourceLogs: [{ scopeLogs: [{ scope: { name: 'other' }, logRecords: [skill()] }] }] },
    ];
    const made = variants.flatMap(ids);
    expect(new Set(made).size).toBe(variants.length);
    const thrice = ids(requestOf([skill(), skill(), skill()]));
    expect(new Set(thrice).size).toBe(3);
    expect(thrice[0]).toBe(made[0]);
    expect(ids(requestOf([skill(), skill(), skill()]))).toEqual(thrice);
  });
});

describe('the time', () => {
  it('keeps its millisecond, and is refused where there is none', () => {
    const at = (fields: object): unknown => {
      const usage = usageOf(skill({}, { timeUnixNano: 0, ...fields }));
      return typeof usage === 'string' ? usage : usage.createdAt;
    };
    expect(at({ timeUnixNano: '1763960400000999999' })).toBe(1_763_960_400_000);
    expect(at({ observedTimeUnixNano: '1763960400001000000' })).toBe(1_763_960_400_001);
    expect(at({})).toMatch(/^timeUnixNano and observedTimeUnixNano are missing/);
    expect(at({ timeUnixNano: '18446744073709551615' })).toMatch(
      /^timeUnixNano is 18446744073709551615, which is in the future/,
    );
    for (const [time, unit] of [
      ['1763960400', 'seconds'],
      ['1763960400000', 'milliseconds'],
      ['1763960400000000', 'microseconds'],
    ]) {
      const message = new RegExp(`^observedTimeUnixNano is ${time}, .* 1970-.*It looks like ${unit}\\.$`);
      expect(at({ observedTimeUnixNano: time })).toMatch(message);
    }
    expect(at({ timeUnixNano: 1 })).toMatch(/^timeUnixNano is 1, .* from 2000 on\.$/);
  });
});

describe('a refusal', () => {
  const NAME =
    /^The attribute skill\.name must be the name of a pattern, text of 1 to 256 characters, or its UUID\.$/;

  it.each<[string, object, RegExp]>([
    ['a long name', { 'skill.name': text('x'.repeat(257)) }, NAME],
    ['a name that is a list', { 'skill.name': { arrayValue: { values: [] } } }, NAME],
    ['a long run', { 'prompt.id': text('x'.repeat(257)) }, /^The attribute prompt\.id is "x/],
    ['no Unicode', { note: text('\ud800') }, /^The attributes of the record: A text contains bytes/],
  ])('of %s speaks of what was sent', (_, attributes, message) => {
    const said = usageOf(skill(attributes));
    expect(said).toMatch(message);
    expect(said).not.toMatch(/created_at|pattern_id|execution_id|UUIDv7/);
  });
});

describe('OTLP_EVENTS', () => {
  it.each([
    'x',
    '[]',
    '{"a":{}}',
    '{"a":{"pattern":7}}',
    '{"a":{"pattern":"b","colour":"c"}}',
    '{"a":{"pattern":"b","outcomes":{"good":"fine"}}}',
    '{"a":{"pattern":"b","quality_max":0}}',
    '{"":{"pattern":"b"}}',
  ])('is not %s', (setting) => {
    expect(parseOtlpEvents(setting)).toBeUndefined();
  });
});
