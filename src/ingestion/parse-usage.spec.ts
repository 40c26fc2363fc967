import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidV7 } from 'uuid';
import { OUTCOMES } from '../common/pattern-terms.js';
import { parseUsage } from './parse-usage.js';
import { USAGE_RULES } from '../../test/support/usage-rules.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const PATTERN = '7F9C24E5-2F0A-4C7B-9A51-0D6C3F1B8E42';

const parse = (fields: object, limits = USAGE_RULES): ReturnType<typeof parseUsage> =>
  parseUsage({ pattern_id: PATTERN, outcome: 'success', ...fields }, NOW, limits);
const codes = (fields: object, limits = USAGE_RULES): (string | undefined)[] =>
  (parse(fields, limits).violations ?? []).map(({ pointer, code }) => `${pointer} ${code}`);

describe('parseUsage', () => {
  it('fills in what is missing', () => {
    expect(parse({}).usage).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      patternId: PATTERN.toLowerCase(),
      createdAt: NOW,
      outcome: 'success',
      qualityScore: null,
      executionTimeMs: null,
      context: '{}',
      correlationId: null,
      errorMessage: null,
      version: null,
      actor: null,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
      timeSavedSeconds: null,
      pattern: { name: null, type: null, nodeType: null },
    });
  });

  it('takes null for what may be missing', () => {
    const nothing = {
      id: null,
      created_at: null,
      quality_score: null,
      execution_time_ms: null,
      context: null,
      correlation_id: null,
      error_message: null,
      pattern_name: null,
      pattern_type: null,
      node_type: null,
    };
    expect(parse(nothing).usage).toMatchObject({ createdAt: NOW, context: '{}', qualityScore: null });
  });

  it('takes the time from itself before that of its id', () => {
    const id = uuidV7({ msecs: NOW - 1000 });
    expect(parse({ id }).usage!.createdAt).toBe(NOW - 1000);
    expect(parse({ id, created_at: '2026-02-01T00:00:00+02:00' }).usage!.createdAt).toBe(
      Date.parse('2026-01-31T22:00:00Z'),
    );
  });

  it('bounds the time to the millisecond', () => {
    const at = (ms: number): object => ({ created_at: new Date(ms).toISOString() });
    expect(codes(at(NOW + 300_000))).toEqual([]);
    expect(codes(at(NOW + 300_001))).toEqual(['/created_at out_of_range']);
    expect(codes(at(0))).toEqual([]);
    expect(codes(at(-1))).toEqual(['/created_at out_of_range']);
    const kept = { ...USAGE_RULES, maxAgeMs: 86_400_000 };
    expect(codes(at(NOW - 86_400_000), kept)).toEqual([]);
    expect(codes(at(NOW - 86_400_001), kept)).toEqual(['/created_at out_of_range']);
    expect(codes({ id: uuidV7({ msecs: NOW + 300_001 }) })).toEqual(['/created_at out_of_range']);
  });

  it('takes what the pattern is from the usage, or from its context, where that names a term', () => {
    const pattern = (fields: object): object => parse(fields).usage!.pattern;
    expect(pattern({ node_type: 'EFFECT', context: { node_type: 'reducer' } })).toMatchObject({
      nodeType: 'effect',
    });
    expect(pattern({ context: { node_type: 'Reducer', pattern_type: 'Quality' } })).toEqual({
      name: null,
      type: 'quality',
      nodeType: 'reducer',
    });
    expect(pattern({ context: { node_type: 7, pattern_type: 'to string' } })).toEqual({
      name: null,
      type: null,
      nodeType: null,
    });
  });

  it('refuses or takes anything, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record(
            {
              id: fc.anything(),
              pattern_id: fc.constantFrom<unknown>(PATTERN, 7),
              outcome: fc.constantFrom<unknown>(...OUTCOMES, 'other'),
              quality_score: fc.oneof(fc.double(), fc.anything()),
              execution_time_ms: fc.oneof(fc.integer(), fc.anything()),
              context: fc.anything(),
            },
            { requiredKeys: [] },
          ),
        ),
        (input) => {
          const { usage, violations } = parseUsage(input, NOW, USAGE_RULES);
          expect((usage === undefined) !== (violations === undefined)).toBe(true);
          if (usage) {
            expect(OUTCOMES).toContain(usage.outcome);
            expect(usage.qualityScore ?? 0).toBeGreaterThanOrEqual(0);
            expect(usage.qualityScore ?? 0).toBeLessThanOrEqual(1);
            expect(typeof JSON.parse(usage.context)).toBe('object');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
