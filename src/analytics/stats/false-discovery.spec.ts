import { describe, expect, it } from '@jest/globals';
import { benjaminiHochberg } from './false-discovery.js';

// The 15 p-values of Benjamini and Hochberg (1995, 3.2).
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

describe('benjaminiHochberg', () => {
  it('keeps four of the published ones at 5 %', () => {
    const adjusted = benjaminiHochberg(PUBLISHED);
    expect(adjusted.filter((one) => one <= 0.05)).toHaveLength(4);
    // scipy 1.17.1, scipy.stats.false_discovery_control.
    const expected = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765,
      0.486, 0.5811818181818181, 0.714875, 0.7532307692307692, 0.8132142857142857, 1,
    ];
    adjusted.forEach((one, at) => expect(one).toBeCloseTo(expected[at]!, 12));
  });

  it('answers in the order asked', () => {
    const backwards = benjaminiHochberg([...PUBLISHED].reverse());
    expect(backwards.reverse()).toEqual(benjaminiHochberg(PUBLISHED));
    expect(benjaminiHochberg([0.04, 0.03, 0.04])).toEqual([0.04, 0.04, 0.04]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
});
