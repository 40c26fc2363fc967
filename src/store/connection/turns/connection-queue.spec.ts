import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RequestAbortedError, TooManyQuestionsError } from '../../../common/tracker-error.js';
import { ConnectionQueue } from './connection-queue.js';
import { StoreWork, WORK_KINDS, type WorkKind } from './store-work.js';

/** A queue whose time is moved by hand, and who has had a turn, in order. */
class Bench {
  time = 0;
  readonly begun: string[] = [];
  readonly leave = new Map<string, () => void>();
  readonly refused: [string, unknown][] = [];
  readonly queue: ConnectionQueue;

  constructor(size = 1, questions = size) {
    this.queue = new ConnectionQueue({ size, questions, now: () => this.time });
  }

  async enter(name: string, work: StoreWork): Promise<void> {
    void this.queue.enter(work).then(
      (leave) => {
        this.begun.push(name);
        this.leave.set(name, leave);
      },
      (error: unknown) => this.refused.push([name, error]),
    );
    await this.settle();
  }

  /** Ends the turn of whoever has had it longest. */
  async end(ms = 0): Promise<void> {
    this.time += ms;
    const [name] = this.leave.keys();
    this.leave.get(name!)!();
    this.leave.delete(name!);
    await this.settle();
  }

  private async settle(): Promise<void> {
    await new Promise((turn) => setImmediate(turn));
  }
}

const of = (kind: WorkKind, signal?: AbortSignal): StoreWork => new StoreWork(kind, signal);

describe('ConnectionQueue', () => {
  it('gives the next turn to what is most urgent, whoever came first', async () => {
    const bench = new Bench();
    await bench.enter('running', of('export'));
    for (const kind of [...WORK_KINDS].reverse()) await bench.enter(kind, of(kind));
    for (let turn = 0; turn < 4; turn += 1) await bench.end();
    expect(bench.begun).toEqual(['running', 'write', 'job', 'question', 'export']);
  });

  it('lets no kind wait for ever, and none of them go before writes for long', async () => {
    const bench = new Bench();
    await bench.enter('w', of('write'));
    await bench.enter('w', of('write'));
    for (let each = 0; each < 50; each += 1) {
      await bench.enter('q', of('question'));
      await bench.enter('x', of('export'));
      await bench.enter('j', of('job'));
    }
    for (let turn = 0; turn < 200; turn += 1) {
      await bench.end(20);
      await bench.enter('w', of('write'));
    }
    const had = (name: string): number => bench.begun.filter((one) => one === name).length;
    expect(had('j')).toBeGreaterThan(10);
    expect(had('q')).toBeGreaterThan(5);
    expect(had('x')).toBeGreaterThan(2);
    expect(had('w')).toBeGreaterThan(150);
    // Never two in a row of a kind that is not the most urgent.
    expect(bench.begun.join('')).not.toMatch(/jj|qq|xx/);
  });

  it('puts what had its connection long behind what comes later, but not for ever', async () => {
    const bench = new Bench();
    const dear = of('question');
    dear.spentMs = 60_000;
    await bench.enter('running', of('write'));
    await bench.enter('dear', dear);
    for (let each = 0; each < 100; each += 1) await bench.enter(`cheap ${each}`, of('question'));
    for (let turn = 0; !bench.begun.includes('dear'); turn += 1) {
      await bench.end(100);
      await bench.enter(`later ${turn}`, of('question'));
    }
    const before = bench.begun.length;
    expect(before).toBeGreaterThan(100);
    expect(before).toBeLessThan(200);
  });

  it('keeps connections free of questions and exports', async () => {
    const bench = new Bench(4, 2);
    for (const name of ['a', 'b', 'c']) await bench.enter(name, of('question'));
    await bench.enter('x', of('export'));
    expect(bench.begun).toEqual(['a', 'b']);
    expect(bench.queue.takenMs()).toBe(0);
    await bench.enter('w', of('write'));
    await bench.enter('j', of('job'));
    expect(bench.begun).toEqual(['a', 'b', 'w', 'j']);
    bench.time += 7;
    expect(bench.queue.takenMs()).toBe(7);
  });

  it('reads the pages of exports one by one, however many connections there are', async () => {
    const bench = new Bench(4, 3);
    for (const name of ['x', 'y', 'z']) await bench.enter(name, of('export'));
    await bench.enter('q', of('question'));
    expect(bench.begun).toEqual(['x', 'q']);
    await bench.end();
    expect(bench.begun).toEqual(['x', 'q', 'y']);
  });

  it('forgets whoever has gone, and lets nobody in who had gone before', async () => {
    const bench = new Bench();
    const gone = new AbortController();
    await bench.enter('running', of('write'));
    await bench.enter('left', of('question', gone.signal));
    await bench.enter('stayed', of('question'));
    gone.abort();
    await bench.enter('late', of('question', gone.signal));
    await bench.end();
    expect(bench.begun).toEqual(['running', 'stayed']);
    expect(bench.refused).toEqual([
      ['left', expect.any(RequestAbortedError)],
      ['late', expect.any(RequestAbortedError)],
    ]);
  });

  it('refuses new questions beyond those that wait, and nothing that was begun', async () => {
    const bench = new Bench();
    await bench.enter('running', of('write'));
    for (let each = 0; each < 200; each += 1) await bench.enter('q', of('question'));
    await bench.enter('one more', of('question'));
    const begun = of('question');
    begun.spentMs = 1;
    await bench.enter('begun', begun);
    await bench.enter('w', of('write'));
    expect(bench.refused).toEqual([['one more', expect.any(TooManyQuestionsError)]]);
  });

  it('gives as many turns as there are connections, each once, whatever comes and goes', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...WORK_KINDS) },
      { weight: 2, arbitrary: fc.constant('end' as const) },
      { weight: 1, arbitrary: fc.constant('go' as const) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, size) => {
          const bench = new Bench(size, Math.max(1, size >> 1));
          const leaving: AbortController[] = [];
          for (const [at, one] of steps.entries()) {
            if (one === 'end') {
              if (bench.leave.size > 0) await bench.end(100);
            } else if (one === 'go') leaving.shift()?.abort();
            else {
              const controller = new AbortController();
              leaving.push(controller);
              await bench.enter(`${at}`, of(one, controller.signal));
            }
            expect(bench.leave.size).toBeLessThanOrEqual(size);
          }
          while (bench.leave.size > 0) await bench.end(100);
          const entered = steps.filter((one) => one !== 'end' && one !== 'go').length;
          expect(bench.begun.length + bench.refused.length).toBe(entered);
          expect(new Set(bench.begun).size).toBe(bench.begun.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
