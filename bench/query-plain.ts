import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { bucketsOf } from '../src/common/calendar.js';
import { loadConfig } from '../src/config/config.js';
import { openStore } from '../src/store/connection/open-store.js';
import { ChunkRepository } from '../src/store/retention/chunk.repository.js';
import { RollupFailureRepository } from '../src/store/rollups/rollup-failure.repository.js';
import { InvalidationRepository } from '../src/store/rollups/invalidation.repository.js';
import { RollupRepository } from '../src/store/rollups/rollup.repository.js';
import { UsageReadRepository } from '../src/store/usages/usage-read.repository.js';
import { MinuteRepository } from '../src/store/rollups/minute.repository.js';
import { RollupRefresh } from '../src/store/rollups/rollup-refresh.js';
import { WATERMARK_LAG_MS } from '../src/store/usages/usage-write.sql.js';
import { PATTERNS } from './ingest-data.js';

const ROUNDS = 5;
const GOAL = 50;

/** The same as a plain question to the usages themselves. */
const PLAIN = {
  patterns: `SELECT pattern_id, count(*), count(*) FILTER (WHERE success), sum(quality_score)
    FROM pattern_feedback WHERE created_at >= $1 GROUP BY pattern_id`,
  total: `SELECT time_bucket('1 day', created_at), count(*), count(*) FILTER (WHERE success), sum(quality_score)
    FROM pattern_feedback WHERE created_at >= $1 GROUP BY 1`,
  one: `SELECT time_bucket('1 day', created_at), count(*), count(*) FILTER (WHERE success), sum(quality_score)
    FROM pattern_feedback WHERE created_at >= $1 AND pattern_id = $2 GROUP BY 1`,
} as const;

const median = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1]!;
};

/**
 * Questions of 90 days answered from the rollups, against the same over the plain table on the same
 * store; no server runs on it.
 * @returns how many goals were missed.
 */
export const compareWithPlainTable = async (
  dataDir: string,
  say: (text: string) => void,
  from: number,
): Promise<number> => {
  Logger.overrideLogger(false);
  const url = process.env['DATABASE_URL'];
  const config = loadConfig(url === undefined ? { DATA_DIR: dataDir } : { DATABASE_URL: url });
  const store = await openStore(config.store);
  const usages = new UsageReadRepository(store, config.store.retention);
  const measures = ['usages', 'successes', 'quality_sum'] as const;
  const whole = [{ from, to: Date.now() + 1 }];
  const days = bucketsOf(whole[0]!, { granularity: 'day', timeZone: 'UTC', weekStart: 'monday' }, 1000)!;
  const since = new Date(from);
  const questions = [
    ['each pattern', PLAIN.patterns, [since], () => usages.aggregate({ slices: whole, measures })],
    [
      'all patterns by day',
      PLAIN.total,
      [since],
      () => usages.aggregate({ slices: days, measures, keys: [] }),
    ],
    [
      'the most used pattern by day',
      PLAIN.one,
      [since, PATTERNS[0]],
      () => usages.aggregate({ slices: days, measures, filter: { patternIds: [PATTERNS[0]!] } }),
    ],
  ] as const;
  // What arrived last is read from the usages until it is old enough to be materialised.
  const rollups = new RollupRepository(
    store,
    config.store.retention,
    new ChunkRepository(store, config.store),
  );
  const failures = new RollupFailureRepository(store);
  const minutes = new MinuteRepository(store, rollups, failures);
  const refresh = new RollupRefresh(rollups, new InvalidationRepository(store), failures, minutes);
  await sleep(WATERMARK_LAG_MS + 60_000);
  await refresh.advance();
  while ((await refresh.catchUp()) > 0);
  let missed = 0;
  say(`  90 days from the rollups against GROUP BY over the usages (goal: at least ${GOAL} times as fast):`);
  try {
    for (const [name, plain, values, ask] of questions) {
      const fast = await median(ask);
      const slow = await median(() => store.query(plain, [...values]));
      const ratio = slow / fast;
      if (ratio < GOAL) missed += 1;
      say(
        `    ${name}: ${fast.toFixed(1)} ms against ${slow.toFixed(0)} ms, ${ratio.toFixed(0)} times as fast${ratio < GOAL ? '  MISSED' : ''}`,
      );
    }
  } finally {
    await store.destroy();
  }
  return missed;
};
