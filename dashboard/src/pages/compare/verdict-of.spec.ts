import { describe, expect, it } from '@jest/globals';
import { pairViews } from './pair-view.js';
import type { ComparedPattern, Comparison, Pair } from './use-comparison.js';
import { verdictOf } from './verdict-of.js';

type Differing = readonly [lower: number, upper: number] | string;

/** Patterns by their name and success rate. */
const comparisonOf = (
  rates: Readonly<Record<string, number | null>>,
  pairs: Readonly<Record<string, Differing>>,
  qualities: Readonly<Record<string, Differing>> = {},
): Comparison => {
  const stated = (differing: Differing = 'No quality.'): Pair['quality'] =>
    typeof differing === 'string'
      ? { status: 'insufficient_data', reason: differing }
      : {
          status: 'ok',
          difference: (differing[0] + differing[1]) / 2,
          lower: differing[0],
          upper: differing[1],
        };
  return {
    patterns: Object.entries(rates).map(
      ([name, success_rate]) =>
        ({ pattern_id: name, pattern_name: name, success_rate, usage_count: 1000 }) as ComparedPattern,
    ),
    pairs: Object.entries(pairs).map(([names, differing]) => {
      const [a, b] = names.split(' ');
      return {
        a,
        b,
        success_rate: { ...stated(differing), probability_a_better: 0.97 },
        quality: stated(qualities[names]),
      } as Pair;
    }),
  } as Comparison;
};

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('of two patterns', () => {
  it('says which succeeds more often, and what that rests on', () => {
    const { headline, evidence } = verdictOf(
      comparisonOf({ Saga: 0.9, Retry: 0.8 }, { 'Saga Retry': [0.05, 0.15] }),
    );
    expect(headline).toBe('Saga succeeds more often than Retry.');
    expect(evidence.map(plain)).toEqual([
      'Saga succeeds more often than Retry: 90% of 1,000 usages against 80% of 1,000 usages, ' +
        'difference 10 points (95 % interval 5 to 15), probability that it is better 97%.',
    ]);
  });

  it('says the same whichever of them comes first', () => {
    const turned = verdictOf(comparisonOf({ Retry: 0.8, Saga: 0.9 }, { 'Retry Saga': [-0.15, -0.05] }));
    expect(turned.headline).toBe('Saga succeeds more often than Retry.');
    expect(plain(turned.evidence[0]!)).toContain('(95 % interval 5 to 15), probability that it is better 3%');
  });

  it('does not say more than the interval', () => {
    const { headline, evidence } = verdictOf(
      comparisonOf({ Saga: 0.9, Retry: 0.88 }, { 'Saga Retry': [-0.01, 0.05] }),
    );
    expect(headline).toBe('No difference in success is shown between Saga and Retry.');
    expect(evidence[0]).toContain('Saga is ahead, not surely, of Retry');
  });

  it('names what is too little to judge in the words of the API', () => {
    const reason = 'Saga has 0 usages; at least 20 are needed.';
    const { headline, evidence } = verdictOf(
      comparisonOf({ Saga: null, Retry: 0.8 }, { 'Saga Retry': reason }),
    );
    expect(headline).toBe('Not enough data to tell Saga from Retry.');
    expect(evidence).toEqual([`Not enough data to tell Saga and Retry apart: ${reason}`]);
  });

  it('says whose quality is higher, also where it is that of the other', () => {
    const evidence = (lower: number, upper: number): string =>
      plain(
        verdictOf(
          comparisonOf(
            { Saga: 0.9, Retry: 0.8 },
            { 'Saga Retry': [0.05, 0.15] },
            { 'Saga Retry': [lower, upper] },
          ),
        ).evidence[0]!,
      );
    expect(evidence(-0.3, -0.1)).toMatch(
      / The quality of Retry is higher by 0\.200 \(95 % interval 0\.100 to 0\.300\)\.$/,
    );
    expect(evidence(-0.1, 0.2)).toMatch(
      / No difference in quality is shown \(95 % interval -0\.100 to 0\.200\)\.$/,
    );
  });
});

describe('of many patterns', () => {
  const RATES = { Saga: 0.9, Retry: 0.8, Queue: 0.7 };
  it.each([
    [[0.05, 0.15], [0.1, 0.3], 'Saga succeeds more often than all the others.'],
    [[-0.05, 0.25], [0.1, 0.3], 'Saga succeeds most often, but Retry may succeed as often.'],
    [[-0.05, 0.25], [-0.1, 0.5], 'Saga is ahead, but not surely: Retry and Queue may succeed as often.'],
    [
      [0.05, 0.15],
      'Too few.',
      'Saga succeeds more often than the others that can be judged. There is not enough data on Queue.',
    ],
    [
      [-0.05, 0.25],
      'Too few.',
      'Saga is ahead, but not surely: Retry may succeed as often. There is not enough data on Queue.',
    ],
  ] as const)('with %j and %j says: %s', (retry, queue, headline) => {
    const pairs = { 'Retry Queue': [0, 0.2], 'Saga Queue': queue, 'Saga Retry': retry } as const;
    const verdict = verdictOf(comparisonOf(RATES, pairs));
    expect(verdict.headline).toBe(headline);
    // The closest first, what is refused last; not those without the leading one.
    expect(verdict.evidence).toHaveLength(2);
    expect(verdict.evidence[0]).toContain('Retry');
  });

  it('says so where none can be judged, each reason once', () => {
    const pairs = { 'Saga Retry': 'Too few.', 'Saga Queue': 'Too few.', 'Retry Queue': 'None.' };
    expect(verdictOf(comparisonOf(RATES, pairs))).toEqual({
      headline: 'Not enough data to tell these patterns apart.',
      evidence: ['Too few.', 'None.'],
    });
  });

  it('says nothing of none', () => {
    expect(verdictOf(comparisonOf({}, {}))).toEqual({ headline: '', evidence: [] });
  });
});

describe('the pairs', () => {
  it('have first what succeeds more often, and last those with too little data', () => {
    const pairs = {
      'Retry Saga': [-0.2, -0.1],
      'Saga Queue': 'Too few.',
      'Queue Retry': [-0.2, 0.1],
    } as const;
    const views = pairViews(comparisonOf({ Saga: 0.9, Retry: 0.8, Queue: 0.7 }, pairs));
    expect(views.map(({ first, second }) => `${first.pattern_id} ${second.pattern_id}`)).toEqual([
      'Saga Retry',
      'Retry Queue',
      'Saga Queue',
    ]);
    const [saga, retry, refused] = views;
    expect(saga).toMatchObject({ success: { lower: 0.1, upper: 0.2, isSure: true } });
    expect(saga!.probability).toBeCloseTo(0.03);
    expect(retry).toMatchObject({ success: { lower: -0.1, upper: 0.2, isSure: false } });
    expect(refused).toMatchObject({ success: null, reason: 'Too few.', qualityReason: 'No quality.' });
  });

  it('leave out patterns that the answer does not have', () => {
    expect(pairViews(comparisonOf({ Saga: 0.9 }, { 'Saga Retry': [0.1, 0.2] }))).toEqual([]);
  });
});
