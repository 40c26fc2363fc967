import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PatternUsageStats } from '../../src/analytics/index.js';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { Clock } from '../../src/common/clock.js';
import { RollupRefresh } from '../../src/store/rollups/rollup-refresh.js';
import { PatternUsageTracker } from '../../src/tracker/index.js';
import { runCli } from '../support/cli-process.js';
import { expectedCounts } from '../support/expected-counts.js';
import { openHttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';

const FILE = join(import.meta.dirname, '../data/change-kinds.ndjson.gz');
const DAY = 86_400_000;

interface Line {
  readonly pattern_id: string;
  readonly pattern_name: string;
  readonly created_at: string;
  readonly outcome: string;
}

const lines = gunzipSync(readFileSync(FILE))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const times = lines.map((line) => Date.parse(line.created_at));
const first = Math.min(...times);
const last = Math.max(...times);
const everything = { from: first, to: last + 1 };
const countable = lines.map((line, index) => ({ patternId: line.pattern_id, createdAt: times[index]! }));

let app: NestFastifyApplication;
let url: string;
let now = Date.now();

beforeAll(async () => {
  app = await openHttpApp({ CLOCK_SKEW_SECONDS: 0 });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  app.get(Clock, { strict: false }).now = () => now;
});
afterAll(() => app.close());

/** Every bucket of every pattern, from as many 90-day answers as cover all the years. */
const countsOverHttp = async (granularity: 'hour' | 'day' | 'week'): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  // The file's times are whole seconds, so that none lies on an edge of these ranges.
  for (now = last + 500; now > first; now -= 90 * DAY) {
    await app.get(AnswerCache, { strict: false }).invalidate();
    const path = `/api/pattern-analytics/usage-stats?time_range=90d&group_by=${granularity}`;
    const response = await fetch(`${url}${path}`);
    const { patterns } = (await response.json()) as {
      patterns: {
        pattern_id: string;
        total_usage: number;
        usage_data: { timestamp: string; count: number }[];
      }[];
    };
    for (const { pattern_id, total_usage, usage_data } of patterns) {
      expect(usage_data.reduce((sum, { count }) => sum + count, 0)).toBe(total_usage);
      for (const { timestamp, count } of usage_data) {
        const key = `${pattern_id} ${new Date(timestamp).toISOString()}`;
        counts[key] = (counts[key] ?? 0) + count;
      }
    }
  }
  return counts;
};

interface Expected {
  readonly total: number;
  readonly successes: number;
  readonly first: number;
  readonly last: number;
}

const expectedTotals = (): Map<string, Expected> => {
  const totals = new Map<string, Expected>();
  for (const [index, { pattern_id, outcome }] of lines.entries()) {
    const time = times[index]!;
    const known = totals.get(pattern_id) ?? { total: 0, successes: 0, first: time, last: time };
    totals.set(pattern_id, {
      total: known.total + 1,
      successes: known.successes + (outcome === 'success' || outcome === 'partial_success' ? 1 : 0),
      first: Math.min(known.first, time),
      last: Math.max(known.last, time),
    });
  }
  return totals;
};

const expectTotals = (patterns: readonly PatternUsageStats[]): void => {
  const expected = expectedTotals();
  expect(patterns).toHaveLength(expected.size);
  for (const pattern of patterns) {
    const { total, successes, first: from, last: to } = expected.get(pattern.pattern_id)!;
    expect([pattern.pattern_id, pattern.total_usages, pattern.success_count, pattern.success_rate]).toEqual([
      pattern.pattern_id,
      total,
      successes,
      successes / total,
    ]);
    expect([pattern.first_used, pattern.last_used].map((time) => Date.parse(time!))).toEqual([from, to]);
  }
};

/** Long enough for all of the file, whatever the date. */
const ALL_HOURS = 20 * 366 * 24;

describe('24,392 real usages of nine years', () => {
  it('are loaded over HTTP, and a second time without counting anything twice', async () => {
    expect(lines).toHaveLength(24_392);
    const first = await runCli(['import', FILE, '--url', url]);
    expect(first.stdout).toContain('24392 stored, 0 known already, 0 refused.');
    const again = await runCli(['import', FILE, '--url', url]);
    expect(again.stdout).toContain('0 stored, 24392 known already, 0 refused.');
  }, 120_000);

  describe.each([
    ['while the rollups follow', () => Promise.resolve()],
    // A refresh beside that of the job would do all of it once more.
    [
      'after they did',
      () => until(async () => !(await app.get(RollupRefresh, { strict: false }).isBehind())),
    ],
  ])('%s', (_, prepare) => {
    beforeAll(async () => {
      now = Date.now();
      await prepare();
      await app.get(AnswerCache, { strict: false }).invalidate();
    }, 240_000);

    it.each(['hour', 'day', 'week'] as const)(
      'have every pattern’s count of every %s',
      async (granularity) => {
        expect(await countsOverHttp(granularity)).toEqual(expectedCounts(countable, everything, granularity));
      },
      60_000,
    );

    it('have every pattern’s success rate, first and last use', async () => {
      now = Date.now();
      const stats = await app.get(PatternUsageTracker).getUsageStats(undefined, ALL_HOURS);
      expect(stats.total_patterns).toBe(1466);
      expectTotals(stats.patterns);
    });
  });

  it('give every pattern its first seen time and its name', async () => {
    const expected = expectedTotals();
    for (const { pattern_id, pattern_name } of lines.filter((_, index) => index % 500 === 0)) {
      const response = await fetch(`${url}/api/pattern-analytics/patterns/${pattern_id}`);
      const pattern = (await response.json()) as { name: string; first_seen: string };
      expect(pattern.name).toBe(pattern_name);
      expect(Date.parse(pattern.first_seen)).toBe(expected.get(pattern_id)!.first);
    }
  });
});
