import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INGESTION_SOURCES } from '../../src/common/ingestion-source.js';
import { StoreUnavailableError } from '../../src/common/tracker-error.js';
import { SourceCountWriter } from '../../src/ingestion/source-count-writer.js';
import { UnmappedNames } from '../../src/ingestion/otlp/unmapped/unmapped-names.js';
import { SourceCounts } from '../../src/ingestion/source-counts.js';
import { IngestionCountRepository } from '../../src/store/usages/ingestion-count.repository.js';
import { MAX_UNMAPPED_NAMES, UnmappedRepository } from '../../src/store/usages/unmapped.repository.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00:00Z');
const RANGE = { from: START, to: START + 10 * MINUTE };
const TRUNCATE = 'TRUNCATE ingestion_minute, ingestion_refusal, ingestion_unmapped, ingestion_writer';
const STARTS = Array.from({ length: 10 }, (_, at) => START + at * MINUTE);

let test: TestStore;
let repository: IngestionCountRepository;
let unmappedNames: UnmappedRepository;
beforeAll(async () => {
  test = await openTestStore();
  repository = new IngestionCountRepository(test.store);
  unmappedNames = new UnmappedRepository(test.store);
});
afterAll(() => test.close());
afterEach(() => test.store.query(TRUNCATE));

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
      name: fc.constantFrom('foo.bar', 'foo.baz'),
      fault: fc.constantFrom<Fault>('none', 'before', 'after'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await test.store.query(TRUNCATE);
        const clock = { now: START };
        const instances = [0, 1].map(() => {
          const counts = new SourceCounts({ now: () => clock.now });
          const unmapped = new UnmappedNames({ now: () => clock.now });
          const faulty = new FaultyRepository(test.store);
          return { counts, unmapped, faulty, writer: new SourceCountWriter(counts, unmapped, faulty) };
        });
        const expected = new Map<string, number>();
        const note = (key: string, count: number): void => {
          if (count > 0) expected.set(key, (expected.get(key) ?? 0) + count);
        };
        for (const { instance, minute, source, stored, code, name, fault } of steps) {
          const { counts, unmapped, faulty, writer } = instances[instance]!;
          clock.now = START + minute * MINUTE + 17;
          counts.accept(source, stored, 1, 0);
          counts.refuse(source, code);
          unmapped.see({ kind: 'span', name }, stored + 1);
          note(`unmapped ${name}`, stored + 1);
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
        for (const { name, count } of await unmappedNames.list()) found.set(`unmapped ${name}`, count);
        expect(found).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('are in the store once the application has stopped', async () => {
    const counts = new SourceCounts({ now: () => START });
    const writer = new SourceCountWriter(counts, new UnmappedNames({ now: () => START }), repository);
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
    await new SourceCountWriter(counts, new UnmappedNames({ now: () => START }), repository).flush();
    await repository.prune(START + MINUTE);
    expect(await repository.inBuckets(RANGE, STARTS)).toMatchObject([{ bucket: 2, stored: 1 }]);
    expect(await repository.refusals(RANGE)).toEqual([]);
  });

  it('of what is not mapped are by a bounded number of names, of all instances', async () => {
    const clock = { now: START };
    const instances = [0, 1].map(() => new UnmappedNames({ now: () => clock.now }));
    const [first, second] = instances.map((unmapped) => ({
      unmapped,
      writer: new SourceCountWriter(new SourceCounts({ now: () => clock.now }), unmapped, repository),
    }));
    const many = MAX_UNMAPPED_NAMES - 100;
    for (let at = 0; at < many; at += 1) first!.unmapped.see({ kind: 'log', name: `first ${at}` }, 2);
    await first!.writer.flush();
    clock.now += 1000;
    for (let at = 0; at < many; at += 1) second!.unmapped.see({ kind: 'log', name: `second ${at}` });
    second!.unmapped.see({ kind: 'log', name: 'first 7', service: 'a' });
    await second!.writer.flush();
    const names = await unmappedNames.list();
    expect(names).toHaveLength(MAX_UNMAPPED_NAMES + 1);
    expect(names.reduce((sum, { count }) => sum + count, 0)).toBe(3 * many + 1);
    expect(names[0]).toMatchObject({ name: 'other', count: many - 100 });
    expect(names[1]).toEqual({
      kind: 'log',
      name: 'first 7',
      service: 'a',
      attributes: [],
      count: 3,
      firstSeen: START,
      lastSeen: clock.now,
    });
    await repository.prune(clock.now);
    expect((await unmappedNames.list()).every(({ lastSeen }) => lastSeen >= clock.now)).toBe(true);
  });
});
