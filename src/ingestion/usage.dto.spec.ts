import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileDto, schemaOf } from '../common/validation/compile-dto.js';
import { violationsOf } from '../common/validation/validate-dto.js';
import { UsageDto } from './usage.dto.js';

const isUsage = compileDto(UsageDto);

const ID = '7F9C24E5-2f0a-4c7b-9a51-0d6c3f1b8e42';

/** Values at and around the borders of the rules, and anything else. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, undefined, '', 'x', 'a\0b', '\ud800', 0, -0, 1, 1.0000001, -1, 0.5, 1e308, Infinity, NaN],
    ...[2_147_483_647, 2_147_483_648, 1.5, true, [], {}, [1], ID, ID.slice(1), 'success', 'Effect'],
    ...['EFFECT', 'effect ', 'other', '2026-03-01T12:30:00Z', '2026-02-30T12:30:00Z', '2026-03-01'],
    ...['x'.repeat(256), 'x'.repeat(257), '😀'.repeat(128), { a: ['😀', { b: null }] }, { 'a\0': 1 }],
    ...[{ a: 'x'.repeat(65_526) }, { a: 'x'.repeat(65_530) }, 10n, { a: 10n }, { a: () => 1 }, new Date(0)],
  ),
  fc.anything(),
);

const candidate = fc
  .record(
    Object.fromEntries(
      [
        ...['id', 'created_at', 'quality_score', 'execution_time_ms', 'context', 'correlation_id'],
        ...[
          'error_message',
          'pattern_name',
          'pattern_type',
          'node_type',
          'unknown',
          'constructor',
          '__proto__',
        ],
      ].map((name) => [name, value]),
    ),
    { requiredKeys: [] },
  )
  .chain((rest) =>
    fc
      .tuple(
        fc.constantFrom<object>(
          { pattern_id: ID, outcome: 'success' },
          { pattern_id: ID },
          { outcome: 'error' },
          { pattern: 'code-review', outcome: 'error' },
          { pattern: 'a\0', pattern_id: ID, outcome: 'success' },
          { pattern: null, pattern_id: null, outcome: 'success' },
        ),
        fc.subarray(Object.keys(rest), { maxLength: 2 }),
      )
      .map(([needed, kept]) => ({
        ...needed,
        ...Object.fromEntries(kept.map((name) => [name, rest[name]])),
      })),
  );

describe('the compiled UsageDto', () => {
  it('takes nothing that the rules refuse', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(candidate, fc.anything()), (input) => {
        if (!isUsage(input)) return;
        taken += 1;
        expect(violationsOf(UsageDto, input)).toEqual([]);
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes what the rules take, but for what needs a closer look', () => {
    // A long text may need six characters for each of its own, and node types are told by ASCII.
    const needsACloserLook = (input: object): boolean =>
      JSON.stringify((input as { context?: unknown }).context ?? 0).length > 10_000 ||
      (input as { context?: unknown }).context instanceof Date;
    fc.assert(
      fc.property(candidate, (input) => {
        if (violationsOf(UsageDto, input).length > 0 || needsACloserLook(input)) return;
        expect(isUsage(input)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('is described as JSON Schema', () => {
    expect(schemaOf(UsageDto)).toMatchObject({
      required: ['outcome'],
      allOf: [{ anyOf: [{ required: ['pattern_id'] }, { required: ['pattern'] }] }],
      properties: {
        quality_score: { type: ['number', 'null'], minimum: 0, maximum: 1 },
        pattern_type: { type: ['string', 'null'], pattern: '^[a-z][a-z0-9_-]{0,63}$' },
      },
    });
  });
});
