import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import type { TrackerSettings } from '../../src/config/settings.js';
import type { Usage } from '../../src/common/usage.js';
import { setChunkWidths } from '../../src/store/connection/chunk-widths.js';
import { AGGREGATED_LEVELS, rollupsOf } from '../../src/store/rollups/catalogue.js';
import { buildUsage } from '../support/build-usage.js';
import { plainAggregate } from '../support/plain-aggregate.js';
import { jobContext } from '../support/job-context.js';
import { openTestStore, type TestStore } from '../support/test-store.js';
import { FAMILIES, ofAllKinds, saysOf } from '../support/every-family.js';

const DAY = 86_400_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const apply = (settings: TrackerSettings): Promise<void> =>
  setChunkWidths(test.store, loadConfig({ ...settings }).store);

describe('the setup of a store', () => {
  it('sets the span of new chunks', async () => {
    const span = async (): Promise<number> => {
      const [row] = await test.store.query<{ seconds: number }[]>(
        `SELECT extract(epoch FROM time_interval)::int AS seconds FROM timescaledb_information.dimensions
         WHERE hypertable_name = 'pattern_feedback'`,
      );
      return row!.seconds / 86_400;
    };
    expect(await span()).toBe(7);
    await apply({ CHUNK_INTERVAL_DAYS: 1 });
    expect(await span()).toBe(1);
  });
});

describe('usages in the columnstore', () => {
  it('are still counted once, and late ones still arrive', async () => {
    const created = Date.now() - 200 * DAY;
    const usages = Array.from({ length: 20 }, (_, index) => buildUsage({ createdAt: created + index }));
    await test.writer.record(usages);
    await test.refresh.advance();
    await test.store.query(`SELECT compress_chunk(chunk) FROM show_chunks('pattern_feedback') chunk`);
    const [chunks] = await test.store.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM timescaledb_information.chunks
       WHERE hypertable_name = 'pattern_feedback' AND is_compressed`,
    );
    expect(chunks!.n).toBeGreaterThan(0);
    const late = Array.from({ length: 3 }, (_, index) => buildUsage({ createdAt: created + 90 + index }));
    const mixed = [usages[3]!, late[0]!, usages[4]!, late[1]!, late[2]!, usages[5]!, late[2]!];
    expect(await test.writer.record(mixed)).toEqual([false, true, false, true, true, false, false]);
    const total = async (): Promise<number | null> => {
      const slices = [{ from: created - DAY, to: Date.now() }];
      return (await test.reader.aggregate({ slices, measures: ['usages'] }))[0]!.usages;
    };
    expect(await total()).toBe(23);
    await test.refresh.catchUp();
    expect(await total()).toBe(23);
  });
});

describe('rollups in the columnstore', () => {
  it('are answered from and take late usages in every family', async () => {
    const store = await openTestStore({ COLUMNSTORE_AFTER_DAYS: 30 });
    try {
      const old = Math.floor((Date.now() - 300 * DAY) / DAY) * DAY;
      const usages = Array.from({ length: 30 }, (_, index) => ofAllKinds(old + index * 1000, index));
      await store.writer.record(usages);
      await store.refresh.advance();
      const context = jobContext();
      await store.upkeep.convert(context);
      expect(context.problems).toEqual([]);
      const compressed = await store.store.query<{ relation: string }[]>(
        `SELECT coalesce(c.view_name, chunk.hypertable_name) AS relation
         FROM timescaledb_information.chunks AS chunk
         LEFT JOIN timescaledb_information.continuous_aggregates AS c
           ON c.materialization_hypertable_name = chunk.hypertable_name
         WHERE chunk.is_compressed GROUP BY 1`,
      );
      const byPattern = AGGREGATED_LEVELS.flatMap(rollupsOf).filter(({ isTotal }) => !isTotal);
      expect(compressed.map(({ relation }) => relation).sort()).toEqual(
        ['pattern_feedback', ...byPattern.map(({ name }) => name)].sort(),
      );

      const late = Array.from({ length: 5 }, (_, index) => ofAllKinds(old + 500 + index * 1000, index + 3));
      await store.writer.record(late);
      const before = await saysOf(store, old - DAY);
      await store.refresh.catchUp();
      expect(await saysOf(store, old - DAY)).toEqual(before);
      const plain = plainAggregate(
        [...usages, ...late],
        { ...FAMILIES[2]!, slices: [{ from: old - DAY, to: Date.now() }] },
        new Map(),
      );
      expect(before[2]).toHaveLength(Object.keys(plain).length);
      // In the rollups themselves, without what the plan reads around.
      const counted: Readonly<Record<string, (usage: Usage) => boolean>> = {
        usage: () => true,
        quality: () => true,
        latency: () => true,
        error: ({ errorMessage }) => errorMessage !== null,
        cost: ({ costUsd, inputTokens }) => costUsd !== null || inputTokens !== null,
      };
      const levels = Object.keys(counted).flatMap((family) => [`${family}_hour`, `${family}_day`]);
      for (const relation of levels) {
        const [row] = await store.store.query<{ n: number }[]>(
          `SELECT sum(usages)::int AS n FROM ${relation}`,
        );
        expect([relation, row!.n]).toEqual([
          relation,
          [...usages, ...late].filter(counted[relation.split('_')[0]!]!).length,
        ]);
      }
    } finally {
      await store.close();
    }
  }, 60_000);
});
