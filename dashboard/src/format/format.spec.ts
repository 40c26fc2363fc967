import { describe, expect, it } from '@jest/globals';
import * as format from './format.js';

describe('a share', () => {
  it.each([
    [0, '0%'],
    [0.0001, 'under 0.1%'],
    [0.0005, '0.1%'],
    [0.1234, '12.3%'],
    [0.9994, '99.9%'],
    [0.9995, 'over 99.9%'],
    [0.99999, 'over 99.9%'],
    [1, '100%'],
  ])('of %d is %s: neither all nor nothing unless it is', (value, text) => {
    expect(format.percent(value)).toBe(text);
  });

  it.each([
    [0.001, 'under 1%'],
    [0.126, '13%'],
    [0.997, 'over 99%'],
  ])('of %d without digits is %s', (value, text) => {
    expect(format.wholePercent(value)).toBe(text);
  });

  it('that may be small keeps three digits', () => {
    expect([0.00001234, 0.5].map(format.finePercent)).toEqual(['0.00123%', '50%']);
  });

  it('that is a probability is never certain', () => {
    expect([0, 0.5, 1].map(format.probability)).toEqual(['under 0.1%', '50%', 'over 99.9%']);
  });
});

describe('a change', () => {
  it('has its sign, and none where there is none', () => {
    expect([0.05, 0, -0.05].map(format.signedPercent)).toEqual(['+5%', '0%', '-5%']);
    expect([0.0512, 0, -0.05].map(format.signedPoints)).toEqual(['+5.1 pt', '0 pt', '-5 pt']);
    expect([0.051, -0.0001].map(format.signedScore)).toEqual(['+0.05', '0.00']);
    expect([0.0512, -0.0512].map(format.signedDifference)).toEqual(['+0.051', '-0.051']);
  });

  it('is written without a plus in an interval', () => {
    expect([0.0512, -0.0001, -0.0512].map(format.pointCount)).toEqual(['5.1', '0', '-5.1']);
    expect([0.0512, -0.0001, -0.0512].map(format.difference)).toEqual(['0.051', '0.000', '-0.051']);
  });
});

describe('a duration', () => {
  it.each([
    [0, /^0\sms$/],
    [0.1234, /^0\.123\sms$/],
    [999, /^999\sms$/],
    [1000, /^1\ssec/],
    [90_000, /^1\.5\smin/],
    [5_400_000, /^1\.5\sh/],
    [360_000_000, /^100\sh/],
  ])('of %d ms is written as %p', (ms, text) => {
    expect(format.duration(ms)).toMatch(text);
  });
});

describe('a number', () => {
  it('is grouped, and short where there is little room', () => {
    expect(format.count(1_234_567)).toBe('1,234,567');
    expect([999, 12_400, 1_250_000].map(format.shortCount)).toEqual(['999', '12.4k', '1.3m']);
  });

  it('of a score has two digits, or three where they are added up', () => {
    expect([format.score(0.8), format.fineScore(0.8)]).toEqual(['0.80', '0.800']);
  });

  it('of any size has three digits', () => {
    expect([0.001234, 12.34, 1234].map(format.measure)).toEqual(['0.00123', '12.3', '1,230']);
  });
});

it('shows a dash where there is no value', () => {
  const writers = [format.count, format.percent, format.score, format.duration, format.signedPoints];
  expect(writers.flatMap((write) => [write(null), write(undefined)])).toEqual(Array(10).fill('–'));
});

it('writes terms of the API as words', () => {
  expect(['partial_success', 'error', ''].map(format.words)).toEqual(['Partial success', 'Error', '']);
});

it('names a pattern without a name by its id', () => {
  const id = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
  expect(format.shownName({ id, name: null })).toBe('pattern_7f9c24e5');
  expect(format.shownName({ id, name: 'Saga' })).toBe('Saga');
});
