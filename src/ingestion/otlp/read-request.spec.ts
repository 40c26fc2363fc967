import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../../common/json/parse-json.js';
import { ProblemError } from '../../common/problem/problem.js';
import { knownEvents } from '../../config/otlp-events.js';
import { logRecordsOf } from './log-records.js';
import { logsRequest, type LogsRequest } from './logs-request.js';
import { parseOtlpUsage } from './parse-otlp-usage.js';
import { readJson } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';
import { readRecords } from './read-records.js';
import { tracesRequest } from './traces-request.js';
import type { UsageRecord } from './usage-record.js';
import { USAGE_RULES } from '../../../test/support/usage-rules.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const NANOS = `${NOW}123456`;

const usagesIn = (request: LogsRequest): readonly UsageRecord[] =>
  readRecords(logRecordsOf(request), knownEvents, (text) => text).usages;

describe('the JSON of protobuf', () => {
  const attribute = (value: string): unknown => {
    const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"${NANOS}","eventName":"claude_code.skill_activated","attributes":[{"key":"skill.name","value":{"stringValue":"a"}},{"key":"x","value":${value}}]}]}]}]}`;
    return usagesIn(readJson(parseJson(json), logsRequest, 100))[0]!.usage.context['x'];
  };

  it.each([
    ['{"intValue":9223372036854775807}', '9223372036854775807'],
    ['{"intValue":"-9223372036854775808"}', '-9223372036854775808'],
    ['{"intValue":7}', 7],
    ['{"intValue":1e3}', 1000],
    ['{"intValue":"10.0"}', 10],
    ['{"int_value":"8"}', 8],
    ['{"intValue":null,"string_value":"x"}', 'x'],
    ['{"doubleValue":"NaN"}', 'NaN'],
    ['{"doubleValue":"-Infinity"}', '-Infinity'],
    ['{"doubleValue":"1.5e3"}', 1500],
    ['{"doubleValue":0.1000000000000000055}', 0.1],
    ['{"bytesValue":"-_8"}', '+/8='],
    ['{"bytesValue":"+/8="}', '+/8='],
    ['{"boolValue":true,"unknown":{"a":[1e400]}}', true],
    [
      '{"kvlistValue":{"values":[{"key":"__proto__","value":{"intValue":1}}]}}',
      JSON.parse('{"__proto__":1}'),
    ],
    ['{"array_value":{"values":[{}]}}', [null]],
    ['null', null],
  ])('%s is %j', (value, read) => {
    expect(attribute(value)).toEqual(read);
  });

  it.each([
    '{"intValue":9223372036854775808}',
    '{"intValue":1.5}',
    '{"intValue":"x"}',
    '{"intValue":true}',
    '{"doubleValue":1e400}',
    '{"doubleValue":"1.2.3"}',
    '{"bytesValue":"*"}',
    '{"boolValue":"true"}',
  ])('%s is none', (value) => {
    expect(() => attribute(value)).toThrow(ProblemError);
  });

  it('takes times as numbers, to the last nanosecond, and names as the .proto file has them', () => {
    const time = (fields: string): unknown =>
      readJson(
        parseJson(`{"resource_logs":[{"scope_logs":[{"log_records":[{${fields}}]}]}]}`),
        logsRequest,
        9,
      ).resourceLogs?.[0]?.scopeLogs?.[0]?.logRecords?.[0];
    expect(time('"timeUnixNano":1763960400123456789')).toEqual({ timeUnixNano: 1_763_960_400_123_456_789n });
    expect(time('"time_unix_nano":"1763960400123456789","trace_id":""')).toEqual({
      timeUnixNano: 1_763_960_400_123_456_789n,
      traceId: '',
    });
    expect(time('"timeUnixNano":null,"severityNumber":"SEVERITY_NUMBER_INFO"')).toEqual({});
  });
});

describe('enumerations', () => {
  const statusOf = (code: string): unknown =>
    readJson(
      parseJson(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"status":{"code":${code}}}]}]}]}`),
      tracesRequest,
      9,
    ).resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0]?.status?.code;

  it.each([
    ['2', 2],
    ['"2"', 2],
    ['"STATUS_CODE_ERROR"', 2],
    ['"STATUS_CODE_OF_TOMORROW"', 0],
    ['null', undefined],
  ])('are numbers or names: %s', (code, read) => {
    expect(statusOf(code)).toBe(read);
  });

  it.each(['1.5', 'true', '"x"', '4294967296'])('are not %s', (code) => {
    expect(() => statusOf(code)).toThrow(/Status\.code must be a whole number or the name of a value/);
  });
});

describe('the strings of protobuf', () => {
  it('are refused by name where they are no UTF-8, and their neighbours are not', () => {
    const field = (number: number, bytes: Buffer): Buffer =>
      Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
    const named = (name: Buffer): Buffer =>
      field(
        2,
        Buffer.concat([
          field(12, Buffer.from('claude_code.skill_activated')),
          Buffer.from([9]),
          Buffer.from(BigUint64Array.of(BigInt(NANOS)).buffer),
          field(6, Buffer.concat([field(1, Buffer.from('skill.name')), field(2, field(1, name))])),
        ]),
      );
    const records = Buffer.concat([named(Buffer.from([0x43, 0xe9])), named(Buffer.from('Café'))]);
    const wrapped = (bytes: Buffer): Buffer =>
      Buffer.concat([Buffer.from([10, (bytes.length & 127) | 128, bytes.length >> 7]), bytes]);
    const body = wrapped(Buffer.concat([Buffer.from([0x12]), wrapped(records).subarray(1)]));
    const [bad, good] = usagesIn(readProtobuf(body, logsRequest, 10)).map((one) =>
      parseOtlpUsage(one, NOW, USAGE_RULES),
    );
    expect(bad!.violations).toMatchObject([{ code: 'invalid_text' }]);
    expect(good!.usage).toMatchObject({ pattern: { name: 'Café' } });
  });
});
