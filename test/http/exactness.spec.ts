import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DOCUMENTED, type DrawnQuestion, drawnQuestion } from '../support/exactness/drawn-question.js';
import { cost, type DrawnUsage, drawnUsage, quality } from '../support/exactness/drawn-usage.js';
import type { Question } from '../support/exactness/question.js';
import { QUESTIONS } from '../support/exactness/questions.js';
import { type DrawnFeedback, TrackedServer } from '../support/exactness/tracked-server.js';

const RUNS = Number(process.env['EXACTNESS_RUNS'] ?? '6');

let server: TrackedServer;
beforeAll(async () => {
  server = await TrackedServer.open();
});
afterAll(() => server.close());

type Action =
  | { readonly kind: 'record'; readonly usages: DrawnUsage[]; readonly isBatch: boolean }
  | { readonly kind: 'repeat'; readonly which: number }
  | { readonly kind: 'amend'; readonly feedback: DrawnFeedback }
  | { readonly kind: 'feedback'; readonly feedback: DrawnFeedback; readonly usage: DrawnUsage }
  | { readonly kind: 'advance' | 'catch up' | 'count together' };

interface Step {
  readonly action: Action;
  /** How much later it is, in milliseconds: an answer that depends on now may be a second old. */
  readonly later: number;
  readonly questions: readonly DrawnQuestion[];
  /** Whether they are asked before the action, too. */
  readonly asksBefore: boolean;
  /** Whether they are asked while the action goes on, too. */
  readonly asksMeanwhile: boolean;
  /** What goes on while they are asked. */
  readonly meanwhile: 'advance' | 'catch up' | 'nothing';
}

const feedback: fc.Arbitrary<DrawnFeedback> = fc.record({
  which: fc.nat(),
  success: fc.option(fc.boolean(), { freq: 1 }),
  sentiment: fc.option(fc.constantFrom('positive', 'neutral', 'negative')),
  quality,
  performance: fc.option(fc.nat({ max: 64 })),
  cost,
  issues: fc.shuffledSubarray(['slow', 'noisy, "really"', 'flaky', '=1+1', 'a', 'b', 'c']),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      usages: fc.array(drawnUsage, { minLength: 1, maxLength: 24, size: 'max' }),
      isBatch: fc.constant(true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      usages: fc.array(drawnUsage, { minLength: 60, maxLength: 200, size: 'max' }),
      isBatch: fc.constant(true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      usages: fc.array(drawnUsage, { minLength: 1, maxLength: 2 }),
      isBatch: fc.constant(false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('amend' as const), feedback }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('feedback' as const), feedback, usage: drawnUsage }),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('advance' as const, 'advance' as const, 'catch up' as const, 'count together' as const)
      .map((kind) => ({ kind })),
  },
);

const step: fc.Arbitrary<Step> = fc.record({
  action,
  later: fc.oneof(fc.constant(0), fc.integer({ min: 1001, max: 20 * 60_000 })),
  questions: fc.array(fc.oneof(...QUESTIONS.map(drawnQuestion)), { minLength: 3, maxLength: 6, size: 'max' }),
  asksBefore: fc.boolean(),
  asksMeanwhile: fc.boolean(),
  meanwhile: fc.constantFrom('advance' as const, 'catch up' as const, 'nothing' as const),
});

const take = async (taken: Action): Promise<void> => {
  switch (taken.kind) {
    case 'record':
      return server.record(taken.usages, taken.isBatch);
    case 'repeat':
      return server.repeat(taken.which);
    case 'amend':
      return server.amend(taken.feedback);
    case 'feedback':
      return server.feedback(taken.feedback, taken.usage);
    case 'advance':
      return server.advance();
    case 'catch up':
      return server.catchUp();
    case 'count together':
      return server.countTogether();
  }
};

const questionOf = (drawn: DrawnQuestion): Question => QUESTIONS.find(({ path }) => path === drawn.path)!;

const ask = (questions: readonly DrawnQuestion[]): Promise<void>[] =>
  questions.map((drawn) => server.check(questionOf(drawn), drawn));

const idle = (): Promise<void> => Promise.resolve();

/** Waits for all, so that nothing is under way any more where one fails. */
const allOf = async (promises: readonly Promise<void>[]): Promise<void> => {
  for (const result of await Promise.allSettled(promises)) {
    if (result.status === 'rejected') throw result.reason;
  }
};

/** What tells no numbers of usages, or those of a job. */
const OTHERS = [
  'get /search',
  'get /ingestion',
  'get /ingestion/unmapped',
  'get /recommendations',
  'get /patterns/{id}/recommendation',
  'get /patterns/{id}',
  'get /patterns/{id}/life-cycle',
  'get /patterns/to-retire',
  'get /patterns/export',
  'get /stream',
  'get /jobs',
  'get /health',
  'get /health/live',
  'get /health/ready',
];

it('asks everything that the documented API answers', () => {
  const asked = QUESTIONS.map(({ method = 'get', path }) => `${method} ${path}`);
  const reads = DOCUMENTED.filter((name) => name.startsWith('get ') || name === 'post /compare');
  expect([...asked, ...OTHERS].sort()).toEqual([...reads].sort());
});

describe('every answer', () => {
  it('is what a plain computation says, in whatever order usages and refreshes come', async () => {
    let materialised = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 7, size: 'max' }), async (steps) => {
        await server.clear();
        for (const { action: taken, later, questions, asksBefore, asksMeanwhile, meanwhile } of steps) {
          server.pass(later);
          if (asksBefore) await allOf(ask(questions));
          const unchecked = asksMeanwhile
            ? questions.map((drawn) => server.askOnly(questionOf(drawn), drawn))
            : [];
          await allOf([take(taken), ...unchecked]);
          // An answer of before may be kept for a second; nothing is under way that this would make dear.
          if (taken.kind === 'count together') server.pass(1001);
          const refresh = {
            advance: () => server.advance(),
            'catch up': () => server.catchUp(),
            nothing: idle,
          };
          await allOf([...ask(questions), refresh[meanwhile]()]);
        }
        materialised += await server.materialised('hour');
      }),
      { numRuns: RUNS, endOnFailure: process.env['EXACTNESS_SHRINK'] === undefined },
    );
    expect(materialised).toBeGreaterThan(0);
  }, 3_600_000);
});
