import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ToldCall } from '../../src/common/usage.js';
import { CallRepository, type CallUsage } from '../../src/store/calls/call.repository.js';
import { buildAmendment } from '../support/build-amendment.js';
import { buildUsage } from '../support/build-usage.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

let test: TestStore;
/** As two instances have them. */
let instances: CallRepository[];

beforeAll(async () => {
  test = await openTestStore();
  const { store, writer, erasure, chunks, config } = test;
  instances = [1, 2].map(() => new CallRepository(store, writer, erasure, chunks, config.store.retention));
});
afterAll(() => test.close());

const record = (call: Partial<ToldCall>, usage: Partial<CallUsage>): CallUsage => ({
  ...buildUsage({ outcome: 'unknown', createdAt: Date.now() - 60_000, ...usage }),
  call: { tells: 'start', callId: null, placeId: null, sequence: null, nanos: 1n, rank: 0, ...call },
});
/** The start and the end of a call that failed. */
const pair = (): { start: CallUsage; end: CallUsage; patternId: string } => {
  const patternId = randomUUID();
  const placeId = randomUUID();
  const usage = { patternId, correlationId: randomUUID() };
  return {
    patternId,
    start: record({ placeId, sequence: 1 }, usage),
    end: record({ tells: 'end', placeId, sequence: 2 }, { ...usage, outcome: 'failure', executionTimeMs: 7 }),
  };
};
const usagesOf = (patternId: string): Promise<{ id: string; outcome: string }[]> =>
  test.store.query('SELECT id, outcome FROM pattern_feedback WHERE pattern_id = $1 ORDER BY id', [patternId]);
const partsOf = async (patternId: string): Promise<number> => {
  const sql = 'SELECT count(*)::int AS parts FROM otlp_call_part WHERE pattern_id = $1';
  return (await test.store.query<{ parts: number }[]>(sql, [patternId]))[0]!.parts;
};

describe('records of calls', () => {
  it('are stored with all that follows from them, or not at all', async () => {
    const { start, end, patternId } = pair();
    await instances[0]!.record([start]);
    // The last thing that is done.
    await test.store.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON otlp_call_part FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const other = pair();
    await expect(instances[0]!.record([end, other.start])).rejects.toThrow('no');
    expect(await usagesOf(patternId)).toEqual([{ id: start.id, outcome: 'unknown' }]);
    expect([await partsOf(patternId), await partsOf(other.patternId)]).toEqual([1, 0]);
    expect(await usagesOf(other.patternId)).toEqual([]);
    await test.store.query('DROP TRIGGER refuse ON otlp_call_part; DROP FUNCTION refuse');
    const { written, amended } = await instances[1]!.record([end, other.start, end]);
    expect(written).toEqual(['amended', 'stored', 'duplicate']);
    expect(amended).toMatchObject([{ patternId, known: 1, successes: 0 }]);
    expect(await usagesOf(patternId)).toEqual([{ id: start.id, outcome: 'failure' }]);
  });

  it('are paired by whichever instance they come through, at the same time', async () => {
    const pairs = Array.from({ length: 20 }, pair);
    await Promise.all(
      pairs.flatMap(({ start, end }, at) => [
        instances[at % 2]!.record([end]),
        instances[(at + 1) % 2]!.record([start]),
      ]),
    );
    for (const { patternId } of pairs)
      expect(await usagesOf(patternId)).toMatchObject([{ outcome: 'failure' }]);
  });

  it('that turn out to be of one call leave one usage', async () => {
    const { start, end, patternId } = pair();
    const callId = randomUUID();
    const span = record({ tells: 'end', callId, rank: 1, nanos: 2n }, { patternId, outcome: 'success' });
    await instances[0]!.record([span]);
    await instances[0]!.record([start]);
    expect(await usagesOf(patternId)).toHaveLength(2);
    const { erased } = await instances[0]!.record([{ ...end, call: { ...end.call, callId } }]);
    expect(erased).toHaveLength(1);
    expect(await usagesOf(patternId)).toMatchObject([{ outcome: 'failure' }]);
  });

  it('leave what feedback said', async () => {
    const { start, end, patternId } = pair();
    await instances[0]!.record([start]);
    await test.feedback.amend(buildAmendment(start, 'success'));
    await instances[0]!.record([end]);
    expect(await usagesOf(patternId)).toEqual([{ id: start.id, outcome: 'success' }]);
  });

  it('are each a call of their own where a place has too many', async () => {
    const { start, end, patternId } = pair();
    const many = Array.from({ length: 1001 }, () => ({ ...start, id: randomUUID() }));
    await instances[0]!.record(many.slice(0, 1000));
    await instances[0]!.record(many.slice(1000));
    expect(await usagesOf(patternId)).toHaveLength(1001);
    await instances[0]!.record([end]);
    expect(await usagesOf(patternId)).toHaveLength(1002);
  });

  it('are forgotten after a time, and with what is erased', async () => {
    const [kept, old] = [pair(), pair()];
    await instances[0]!.record([kept.start, old.start]);
    await instances[0]!.prune(Date.now() - 60_000);
    expect(await partsOf(old.patternId)).toBe(1);
    await test.erasure.erasePattern(old.patternId);
    expect([await partsOf(kept.patternId), await partsOf(old.patternId)]).toEqual([1, 0]);
    await test.erasure.eraseCorrelation(kept.start.correlationId!);
    expect(await partsOf(kept.patternId)).toBe(0);
    const again = pair();
    await instances[0]!.record([again.start]);
    await instances[0]!.prune(Date.now() + 60_000);
    expect(await partsOf(again.patternId)).toBe(0);
    expect(await usagesOf(again.patternId)).toHaveLength(1);
  });
});
