import { describe, expect, it } from '@jest/globals';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import { usageQuerySql } from './usage-query.sql.js';

const from = Date.parse('2026-03-01T00:00:00Z');
const middle = Date.parse('2026-03-02T00:00:00Z');
const to = Date.parse('2026-03-02T07:00:00Z');
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const iso = (ms: number): string => new Date(ms).toISOString();

/** `'"; DROP TABLE patterns; --` stands for whatever a caller may send. */
const HOSTILE = `'"; DROP TABLE patterns; --`;

describe('usageQuerySql', () => {
  it('reads each source from its place, its values apart from the text', () => {
    const plan: SourcePlan[] = [
      { source: 'usage', ranges: [{ from: middle, to }] },
      {
        source: 'hour',
        ranges: [
          { from: -Infinity, to: from },
          { from: from + 3_600_000, to: middle },
        ],
      },
    ];
    const { text, values } = usageQuerySql(
      {
        slices: [{ from: -Infinity, to }],
        measures: ['usages', 'last_used'],
        filter: { patternIds: [PATTERN] },
      },
      plan,
    );
    expect(text).toBe(
      [
        'SELECT found.*, patterns.name, patterns.type, patterns.node_type FROM (',
        "SELECT pattern_id, string_agg(coalesce(usages::text, ''), ',') AS usages,",
        "string_agg(coalesce(floor(extract(epoch FROM last_used) * 1000)::text, ''), ',') AS last_used",
        'FROM (SELECT pattern_id, count(*) AS usages, max(created_at) AS last_used FROM pattern_feedback',
        'WHERE created_at >= $2::timestamptz AND created_at < $3::timestamptz AND pattern_id = $1::uuid AND success IS NOT NULL GROUP BY 1',
        'UNION ALL SELECT part.* FROM unnest($4::timestamptz[], $5::timestamptz[]) AS span (lower, upper)',
        'CROSS JOIN LATERAL (SELECT pattern_id, sum(usages) AS usages, max(last_used) AS last_used FROM usage_hour',
        'WHERE bucket >= span.lower AND bucket < span.upper AND pattern_id = $1::uuid GROUP BY 1) AS part)',
        'AS parts GROUP BY pattern_id',
        ') AS found LEFT JOIN patterns ON patterns.id = found.pattern_id ORDER BY found.pattern_id',
      ].join(' '),
    );
    expect(values).toEqual([
      PATTERN,
      iso(middle),
      iso(to),
      ['-infinity', iso(from + 3_600_000)],
      [iso(from), iso(middle)],
    ]);
  });

  it('keeps whatever a caller says out of its text', () => {
    const { text, values } = usageQuerySql(
      {
        slices: [{ from, to }],
        measures: ['usages'],
        keys: ['dimension'],
        dimension: `context.${HOSTILE}`,
        filter: { context: { [HOSTILE]: HOSTILE } },
      },
      [{ source: 'usage', ranges: [{ from, to }] }],
    );
    expect(text).not.toContain('DROP');
    expect(values.filter((value) => value === HOSTILE)).toHaveLength(3);
  });

  it.each([
    [{}, 'usage_day'],
    [{ keys: [] }, 'usage_total_day'],
    [{ keys: [], filter: { patternType: 'security' } }, 'usage_day'],
    [{ filter: { outcomes: ['error'] } }, 'quality_day'],
    [{ keys: ['outcome'] }, 'quality_total_day'],
    [{ keys: ['latency_bin'] }, 'latency_total_day'],
    [{ keys: ['pattern', 'latency_bin'], filter: { outcomes: ['success'] } }, 'latency_day'],
    [{ keys: ['error'] }, 'error_day'],
  ] as const)('asks %j of %s', (question, relation) => {
    const { text } = usageQuerySql({ slices: [{ from, to }], measures: ['usages'], ...question }, [
      { source: 'day', ranges: [{ from, to: middle }] },
    ]);
    expect(text).toContain(`FROM ${relation} WHERE`);
  });
});
