import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Usage } from '../../src/common/usage.js';
import { loadConfig } from '../../src/config/config.js';
import { ChunkRepository } from '../../src/store/retention/chunk.repository.js';
import { PatternRegister } from '../../src/store/patterns/pattern-register.js';
import { UsageWriteRepository } from '../../src/store/usages/usage-write.repository.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { buildUsage } from '../support/build-usage.js';
import { freePort } from '../support/port.js';
import { startPostgres } from '../support/postgres-server.js';
import { describeWith } from '../support/programs.js';
import type { RunningProgram } from '../support/running.js';

/** What of the store the write path touches, on PostgreSQL alone. */
const TABLES = `
  CREATE FUNCTION time_bucket(width interval, at timestamptz) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE AS 'SELECT date_bin(width, at, ''2000-01-03 00:00:00Z'')';
  CREATE TABLE pattern_feedback (id uuid, pattern_id uuid NOT NULL, created_at timestamptz,
    success boolean NOT NULL, quality_score double precision, execution_time_ms integer, context jsonb,
    correlation_id uuid, error_message text, error_fingerprint text, outcome text NOT NULL,
    version text, actor text, input_tokens bigint, output_tokens bigint, cost_usd double precision,
    time_saved_seconds double precision, PRIMARY KEY (created_at, id));
  CREATE TABLE patterns (id uuid PRIMARY KEY, name text, named_at timestamptz, type text, node_type text,
    first_seen timestamptz);
  CREATE TABLE rollup_watermark (level text PRIMARY KEY, watermark timestamptz);
  CREATE TABLE rollup_invalidation (level text, bucket timestamptz);
  CREATE TABLE co_usage_note (size integer, correlation_ids uuid[], pattern_ids uuid[], usages smallint[],
    successes smallint[]);`;
const CLEAR = 'TRUNCATE pattern_feedback, patterns, rollup_invalidation, co_usage_note';
const CONTENTS = `
  SELECT (SELECT json_agg(u ORDER BY u.created_at, u.id) FROM pattern_feedback AS u) AS usages,
    (SELECT json_agg(to_jsonb(p) - 'registered_at' ORDER BY p.id) FROM patterns AS p) AS patterns,
    (SELECT json_agg(DISTINCT to_jsonb(i)) FROM rollup_invalidation AS i) AS stale,
    (SELECT json_agg(n ORDER BY n) FROM (
      SELECT unnest(correlation_ids) AS c, unnest(pattern_ids) AS p, unnest(usages) AS u, unnest(successes) AS s
      FROM co_usage_note) AS n) AS co_usage`;
const DAY = 86_400_000;

/** Of old times the store makes chunks first, which PostgreSQL alone has none of. */
const recentUsage = (fields: Partial<Usage> = {}): Usage => buildUsage({ createdAt: Date.now(), ...fields });

describeWith('postgres', 'a store that takes COPY', (program) => {
  let server: RunningProgram;
  const stores: TrackerDataSource[] = [];
  const open = async (port: number, copyRows: number): Promise<TrackerDataSource> => {
    const store = new TrackerDataSource(
      { type: 'postgres', host: '127.0.0.1', port, username: 'postgres', password: 'postgres', poolSize: 4 },
      {
        hasBackgroundWorkers: true,
        writeLanes: 2,
        insertRows: 5000,
        copyRows,
        hasTrigrams: false,
        sliceRows: Infinity,
        slicedQuestions: 1,
      },
    );
    await store.initialize();
    stores.push(store);
    return store;
  };
  let copying: TrackerDataSource;
  let inserting: TrackerDataSource;
  beforeAll(async () => {
    const port = await freePort();
    server = await startPostgres(program, port);
    // It listens a moment before it takes logins.
    for (;;) {
      try {
        copying = await open(port, 1);
        break;
      } catch (error) {
        expect(error).toMatchObject({ code: '57P03' });
      }
    }
    inserting = await open(port, Infinity);
    await copying.query(TABLES);
  });
  beforeEach(() => copying.query(CLEAR));
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.destroy()));
    await server.stop();
  });
  const writerOn = (store: TrackerDataSource): UsageWriteRepository =>
    new UsageWriteRepository(
      store,
      new PatternRegister(),
      new ChunkRepository(store, loadConfig({}).store),
      30 * DAY,
    );

  it('holds after it what it would hold after inserts, whatever is repeated', async () => {
    const now = Date.now();
    const patterns = Array.from({ length: 3 }, () => randomUUID());
    const usage = fc.record({
      id: fc.uuid(),
      patternId: fc.constantFrom(...patterns),
      createdAt: fc.integer({ min: now - 60 * DAY, max: now }),
      outcome: fc.constantFrom('success', 'failure', 'partial_success', 'error'),
      qualityScore: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      executionTimeMs: fc.option(fc.nat()),
      context: fc.dictionary(fc.string(), fc.integer()).map((value) => JSON.stringify(value)),
      correlationId: fc.option(fc.uuid()),
      errorMessage: fc.option(fc.constantFrom('', 'grün 😀', 'a\tb\\N')),
      version: fc.option(fc.constantFrom('1.0', 'grün')),
      actor: fc.option(fc.constantFrom('A')),
      inputTokens: fc.option(fc.maxSafeNat()),
      outputTokens: fc.option(fc.maxSafeNat()),
      costUsd: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
      timeSavedSeconds: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
      pattern: fc.record({
        name: fc.option(fc.constantFrom('A', 'B')),
        type: fc.constantFrom(null, 'quality'),
        nodeType: fc.constantFrom(null, 'effect'),
      }),
    }) as fc.Arbitrary<Usage>;
    const groups = fc
      .array(usage, { minLength: 1, maxLength: 6 })
      .chain((pool) =>
        fc.array(fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
      );
    await fc.assert(
      fc.asyncProperty(groups, async (sequence) => {
        const outcomes: unknown[] = [];
        for (const store of [copying, inserting]) {
          await copying.query(CLEAR);
          const writer = writerOn(store);
          const answers: boolean[][] = [];
          let described = 0;
          let counted = 0;
          const told: string[] = [];
          for (const group of sequence) {
            const answer = await writer.record(group, {
              onDescribed: () => (described += 1),
              onStored: (stored) => told.push(...stored.map(({ id }) => id)),
            });
            answers.push(answer);
            expect(answer.filter(Boolean)).toHaveLength(told.length - counted);
            counted = told.length;
          }
          outcomes.push([answers, described, told.sort(), await copying.query(CONTENTS)]);
        }
        expect(outcomes[0]).toEqual(outcomes[1]);
      }),
      { numRuns: 60 },
    );
  });

  it('is asked again for a large group with a repetition, which is found before all of it is sent', async () => {
    const text = JSON.stringify({ text: 'x'.repeat(4000) });
    const usages = Array.from({ length: 5000 }, () => recentUsage({ context: text }));
    const [first] = usages;
    const writer = writerOn(copying);
    expect(await writer.record([first!])).toEqual([true]);
    expect(await writer.record(usages)).toEqual(usages.map((usage) => usage !== first));
    const next = [recentUsage(), first!];
    expect(await writer.record(next)).toEqual([true, false]);
  });

  it('keeps nothing of a group with a row that it refuses, and goes on', async () => {
    const writer = writerOn(copying);
    const good = recentUsage();
    for (const bad of [{ executionTimeMs: 2 ** 40 }, { context: 'no JSON' }]) {
      const group = [good, recentUsage({ ...bad })];
      await expect(writer.record(group)).rejects.toMatchObject({ code: 'unstorable' });
    }
    expect(await writer.record([good])).toEqual([true]);
  });

  it('counts once what two bring at the same time', async () => {
    const writers = [writerOn(copying), writerOn(copying)];
    const usages = Array.from({ length: 2000 }, () => recentUsage());
    const answers = await Promise.all([
      writers[0]!.record(usages),
      writers[1]!.record([...usages].reverse()),
    ]);
    const fresh = answers.flat().filter(Boolean);
    expect(fresh).toHaveLength(2000);
    const [row] = await copying.query<{ n: number }[]>('SELECT count(*)::int AS n FROM pattern_feedback');
    expect(row!.n).toBe(2000);
  });
});
