import { describe, expect, it } from '@jest/globals';
import { usageQuerySql } from './usage-query.sql.js';

const from = Date.parse('2026-03-01T00:00:00Z');
const middle = Date.parse('2026-03-02T00:00:00Z');
const to = Date.parse('2026-03-02T07:00:00Z');

describe('usageQuerySql', () => {
  it('reads each segment from its place, its values apart from the text', () => {
    const { text, values } = usageQuerySql({
      slices: [
        {
          segments: [
            { source: 'hour', from: -Infinity, to: from },
            { source: 'day', from, to: middle },
            { source: 'usage', from: middle, to },
          ],
        },
      ],
      measures: ['usages', 'last_used'],
      granularity: 'day',
      patternId: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42',
    });
    expect(text.replaceAll(/\s+/g, ' ')).toBe(
      [
        'SELECT found.*, patterns.name FROM (',
        "SELECT slice, pattern_id, string_agg(coalesce(floor(extract(epoch FROM bucket) * 1000)::text, ''), ',') AS bucket,",
        "string_agg(coalesce(usages::text, ''), ',') AS usages,",
        "string_agg(coalesce(floor(extract(epoch FROM last_used) * 1000)::text, ''), ',') AS last_used",
        "FROM (SELECT 0 AS slice, pattern_id, time_bucket(INTERVAL '1 day', bucket) AS bucket,",
        'sum(usages) AS usages, max(last_used) AS last_used FROM usage_hour',
        'WHERE bucket >= $2::timestamptz AND bucket < $3::timestamptz AND pattern_id = $1::uuid GROUP BY pattern_id, 3',
        'UNION ALL SELECT 0 AS slice, pattern_id, bucket, usages, last_used FROM usage_day',
        'WHERE bucket >= $4::timestamptz AND bucket < $5::timestamptz AND pattern_id = $1::uuid',
        "UNION ALL SELECT 0 AS slice, pattern_id, time_bucket(INTERVAL '1 day', created_at) AS bucket,",
        'count(*) AS usages, max(created_at) AS last_used FROM pattern_feedback',
        'WHERE created_at >= $6::timestamptz AND created_at < $7::timestamptz AND pattern_id = $1::uuid GROUP BY pattern_id, 3)',
        'AS segments GROUP BY slice, pattern_id',
        ') AS found LEFT JOIN patterns ON patterns.id = found.pattern_id',
        'ORDER BY found.pattern_id, found.slice',
      ].join(' '),
    );
    expect(values).toEqual([
      '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42',
      '-infinity',
      new Date(from),
      new Date(from),
      new Date(middle),
      new Date(middle),
      new Date(to),
    ]);
  });
});
