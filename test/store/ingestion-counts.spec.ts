import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INGESTION_SOURCES } from '../../src/common/ingestion-source.js';
import { StoreUnavailableError } from '../../src/common/tracker-error.js';
import { SourceCountWriter } from '../../src/ingestion/source-count-writer.js';
import { SourceCounts } from '../../src/ingestion/source-counts.js';
import { IngestionCountRepository } from '../../src/store/usages/ingestion-count.repository.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00:00Z');
const RANGE = { from: START, to: START + 10 * MINUTE };
const STARTS = Array.from({ length: 10 }, (_, at) => START + at * MINUTE);

let test: TestStore;
let repository: IngestionCountRepository;
beforeAll(async () => {
  test = await openTestStore();
  repository = new IngestionCountRepository(test.store);
});
afterAll(() => test.close());
afterEach(() => test.store.query('TRUNCATE ingestion_minute, ingestion_refusal, ingestion_writer'));

type Fault = 'none' | 'before' | 'after';

/** A store whose answers can get lost, before or after it has done its work. */
class FaultyRepository extends IngestionCountRepository {
  fault: Fault = 'none';

  override async add(...counts: Parameters<IngestionCountRepository['add']>): Promise<void> {
    if (this.fault === 'before') throw new StoreUnavailableError(new Error('before'));
    await super.add(...counts);
    if (this.fault === 'after') throw new StoreUnavailableError(new Error('after'));
  }
}

describe('counts by source', () => {
  it('are added once each, by all instances to the same rows, whatever gets lost on the way', async () => {
    const step = fc.record({
      instance: fc.integer({ min: 0, max: 1 }),
      minute: fc.integer({ min: 0, max: 2 }),
      source: fc.constantFrom(...INGESTION_SOURCES),
      stored: fc.integer({ min: 0, max: 5 }),
      code: fc.constantFrom('required', 'out_of_range'),
      fault: fc.constantFrom<Fault>('none', 'before', 'after'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await test.store.query('TRUNCATE ingestion_minute, ingestion_refusal, ingestion_writer');
        const clock = { now: START };
        const instances = [0, 1].map(() => {
          const counts = new SourceCounts({ now: () => clock.now });
          const faulty = new FaultyRepository(test.store);
          return { counts, faulty, writer: new SourceCountWriter(counts, faulty) };
        });
        const expected = new Map<string, number>();
        const note = (key: string, count: number): void => {
          if (count > 0) expected.set(key, (expected.get(key) ?? 0) + count);
        };
        for (const { instance, minute, source, stored, code, fault } of steps) {
          const { counts, faulty, writer } = instances[instance]!;
          clock.now = START + minute * MINUTE + 17;
          counts.accept(source, stored, 1, 0);
          counts.refuse(source, code);
          note(`${minute} ${source} stored`, stored);
          note(`${minute} ${source} duplicates`, 1);
          note(`${minute} ${source} rejected`, 1);
          note(`${source} ${code}`, 1);
          faulty.fault = fault;
          await writer.flush().catch(() => undefined);
        }
        for (const { faulty, writer } of instances) {
          faulty.fault = 'none';
          await writer.flush();
        }
        const found = new Map<string, number>();
        for (const { bucket, source, stored, duplicates, rejected } of await repository.inBuckets(
          RANGE,
          STARTS,
        )) {
          for (const [name, count] of Object.entries({ stored, duplicates, rejected })) {
            if (count > 0) found.set(`${bucket} ${source} ${name}`, count);
          }
        }
        for (const { source, code, count } of await repository.refusals(RANGE))
          found.set(`${source} ${code}`, count);
        expect(found).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('are in the store once the application has stopped', async () => {
    const counts = new SourceCounts({ now: () => START });
    const writer = new SourceCountWriter(counts, repository);
    counts.amend('feedback');
    counts.ignore('otlp', 3);
    await writer.onApplicationShutdown();
    expect(await repository.inBuckets(RANGE, STARTS)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ bucket: 0, source: 'feedback', amended: 1, stored: 0 }),
        expect.objectContaining({ bucket: 0, source: 'otlp', ignored: 3, rejected: 0 }),
      ]),
    );
  });

  it('are forgotten once they are old', async () => {
    const clock = { now: START };
    const counts = new SourceCounts({ now: () => clock.now });
    counts.accept('http', 1, 0, 0);
    counts.refuse('http', 'required');
    clock.now += 2 * MINUTE;
    counts.accept('http', 1, 0, 0);
    await new SourceCountWriter(counts, repository).flush();
    await repository.prune(START + MINUTE);
    expect(await repository.inBuckets(RANGE, STARTS)).toMatchObject([{ bucket: 2, stored: 1 }]);
    expect(await repository.refusals(RANGE)).toEqual([]);
  });
});
