import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OverloadedError, StoreUnavailableError } from '../common/tracker-error.js';
import type { Usage } from '../common/usage.js';
import { buildUsage } from '../../test/support/build-usage.js';
import { GroupCommit, type GroupCommitLimits } from './group-commit.js';

const usage = (name: string, context = '{}'): Usage => buildUsage({ id: name, context });
const limits: GroupCommitLimits = { lanes: 1, groupRows: 100, queueRows: 1000, queueBytes: 10_000_000 };

/** A store in memory that knows its keys, and writes a group wholly or not at all. */
class Ledger {
  readonly groups: string[][] = [];
  readonly stored = new Set<string>();
  inFlight = 0;
  maxInFlight = 0;
  failures: Error[] = [];
  gate: Promise<unknown> = Promise.resolve();

  readonly write = async (usages: readonly Usage[]): Promise<boolean[]> => {
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    await this.gate;
    await sleep(0);
    this.inFlight -= 1;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    if (usages.some(({ id }) => id.startsWith('bad'))) throw new Error('value out of range');
    this.groups.push(usages.map(({ id }) => id));
    return usages.map(({ id }) => {
      const isNew = !this.stored.has(id);
      this.stored.add(id);
      return isNew;
    });
  };
}

describe('GroupCommit', () => {
  it('writes what is submitted in one turn together, and what comes meanwhile after it', async () => {
    const ledger = new Ledger();
    const writes = new GroupCommit(ledger.write, limits);
    let open = (): void => undefined;
    ledger.gate = new Promise<void>((done) => (open = done));
    const first = ['a', 'b', 'c'].map((id) => writes.submit([usage(id)]));
    while (ledger.inFlight === 0) await nextTurn();
    const second = ['d', 'a'].map((id) => writes.submit([usage(id)]));
    open();
    expect(await Promise.all([...first, ...second])).toEqual([[true], [true], [true], [true], [false]]);
    expect(ledger.groups).toEqual([
      ['a', 'b', 'c'],
      ['d', 'a'],
    ]);
    expect(await writes.submit([])).toEqual([]);
  });

  it('keeps a submission whole and groups within their size', async () => {
    const ledger = new Ledger();
    const writes = new GroupCommit(ledger.write, { ...limits, groupRows: 4 });
    const sizes = [3, 2, 2, 9, 1];
    await Promise.all(
      sizes.map((size, at) => writes.submit(Array.from({ length: size }, (_, i) => usage(`${at}.${i}`)))),
    );
    expect(ledger.groups.map((group) => group.length)).toEqual([3, 4, 9, 1]);
  });

  it('uses a further lane for a large backlog only', async () => {
    const ledger = new Ledger();
    const writes = new GroupCommit(ledger.write, { ...limits, lanes: 3, groupRows: 300 });
    await Promise.all([1, 2, 3, 4].map((at) => writes.submit([usage(`${at}`)])));
    expect(ledger.maxInFlight).toBe(1);
    await Promise.all(
      [1, 2, 3, 4].map((at) => writes.submit(Array.from({ length: 250 }, (_, i) => usage(`${at}.${i}`)))),
    );
    expect(ledger.maxInFlight).toBeGreaterThan(1);
    expect(ledger.maxInFlight).toBeLessThanOrEqual(3);
  });

  it('answers every caller for its own usages, whatever the others sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            ids: fc.array(fc.oneof(fc.nat(30).map(String), fc.constant('bad')), {
              minLength: 1,
              maxLength: 4,
            }),
            pause: fc.nat(2),
          }),
          { maxLength: 25 },
        ),
        fc.integer({ min: 1, max: 3 }),
        async (callers, lanes) => {
          const ledger = new Ledger();
          const writes = new GroupCommit(ledger.write, { ...limits, lanes, groupRows: 7 });
          const fresh: string[] = [];
          await Promise.all(
            callers.map(async ({ ids, pause }) => {
              await sleep(pause);
              const answer = writes.submit(ids.map((id) => usage(id)));
              if (ids.includes('bad')) return expect(answer).rejects.toThrow('value out of range');
              const flags = await answer;
              expect(flags).toHaveLength(ids.length);
              for (const id of ids) expect(ledger.stored.has(id)).toBe(true);
              fresh.push(...ids.filter((_, at) => flags[at]));
            }),
          );
          // Each stored key was new to exactly one caller.
          expect(fresh.sort()).toEqual([...ledger.stored].sort());
          expect(ledger.groups.flat()).not.toContain('bad');
          expect(writes.pending).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('asks a store that is away for a moment again, and gives up in time', async () => {
    const ledger = new Ledger();
    const away = new StoreUnavailableError(new Error('gone'));
    const writes = new GroupCommit(ledger.write, limits);
    ledger.failures = [away, away];
    expect(await writes.submit([usage('a')])).toEqual([true]);
    ledger.failures = [away, away, away];
    const both = [writes.submit([usage('b')]), writes.submit([usage('c')])];
    for (const answer of both) await expect(answer).rejects.toBe(away);
    expect(writes.pending).toBe(0);
    expect(ledger.stored).toEqual(new Set(['a']));
  });

  it('refuses what there is no room for, by rows and by bytes, and says when to come again', async () => {
    const ledger = new Ledger();
    let open = (): void => {};
    ledger.gate = new Promise<void>((resolve) => (open = resolve));
    const writes = new GroupCommit(ledger.write, { ...limits, queueRows: 3, queueBytes: 10_000 });
    const taken = [writes.submit([usage('a')]), writes.submit([usage('b')])];
    await expect(writes.submit([usage('c'), usage('d')])).rejects.toBeInstanceOf(OverloadedError);
    await expect(writes.submit([usage('e', 'x'.repeat(9_000))])).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 1,
      message: expect.stringContaining('2 usages wait'),
    });
    expect(writes.fill).toBeCloseTo(2 / 3);
    expect(() => writes.assertRoom()).not.toThrow();
    taken.push(writes.submit([usage('f')]));
    expect(() => writes.assertRoom()).toThrow(OverloadedError);
    const patient = writes.submitWhenRoom([usage('g'), usage('h')]);
    const drained = writes.drain();
    open();
    expect(await patient).toEqual([true, true]);
    expect((await Promise.all(taken)).flat()).toEqual([true, true, true]);
    await drained;
    expect([...ledger.stored].sort()).toEqual(['a', 'b', 'f', 'g', 'h']);
  });

  it('takes whatever is alone, however large', async () => {
    const writes = new GroupCommit(new Ledger().write, { ...limits, queueRows: 1, queueBytes: 1 });
    expect(await writes.submit([usage('a'), usage('b')])).toEqual([true, true]);
  });
});
