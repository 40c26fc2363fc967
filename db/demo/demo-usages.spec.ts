import { describe, expect, it } from '@jest/globals';
import { NODE_TYPES, ORIGINAL_TYPES } from '../../src/common/pattern-terms.js';
import { parseUsage } from '../../src/ingestion/parse-usage.js';
import { USAGE_RULES } from '../../test/support/usage-rules.js';
import { demoPatternId, demoUsages, DEMO_DAYS } from './demo-usages.js';
import { demoPatterns } from './demo-patterns.js';

const DAY = 86_400_000;
const END = Date.parse('2026-03-04T10:20:30Z');
const usages = [...demoUsages(END, 100_000)];

const idOf = (name: string): string => demoPatternId(demoPatterns.find((pattern) => pattern.name === name)!);

const usagesOf = (name: string): typeof usages => {
  const id = idOf(name);
  return usages.filter((usage) => usage.pattern_id === id);
};
const timesOf = (name: string): number[] => usagesOf(name).map((usage) => Date.parse(usage.created_at!));

const countWithin = (times: readonly number[], fromDay: number, toDay: number): number =>
  times.filter((time) => time >= END - toDay * DAY && time < END - fromDay * DAY).length;

describe('demo patterns', () => {
  it('are at least 30, of every type and node type, each used', () => {
    expect(demoPatterns.length).toBeGreaterThanOrEqual(30);
    expect(new Set(demoPatterns.map(({ name }) => name)).size).toBe(demoPatterns.length);
    expect(demoPatterns.map(({ type }) => type)).toEqual(
      expect.arrayContaining([...ORIGINAL_TYPES, 'skill', 'prompt', 'command', 'agent', 'tool']),
    );
    expect(new Set(demoPatterns.map(({ nodeType }) => nodeType))).toEqual(new Set(NODE_TYPES));
    expect(new Set(usages.map((usage) => usage.pattern_id)).size).toBe(demoPatterns.length);
  });
});

describe('demo usages', () => {
  it('are as many as asked for, and the same each time', () => {
    expect(usages).toHaveLength(100_000);
    expect([...demoUsages(END, 1234)]).toEqual([...demoUsages(END, 1234)]);
  });

  it('lie within the 90 days, oldest first, each with an id of its own', () => {
    const times = usages.map((usage) => Date.parse(usage.created_at!));
    expect(Math.min(...times.slice(0, 100))).toBeGreaterThanOrEqual(END - DEMO_DAYS * DAY);
    expect(times.at(-1)).toBeLessThanOrEqual(END);
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true);
    expect(new Set(usages.map((usage) => usage.id)).size).toBe(usages.length);
  });

  it('are what the server takes, told apart by nothing but their id', () => {
    for (const usage of usages.filter((_, index) => index % 500 === 0)) {
      const { created_at, ...timeInId } = usage;
      expect(parseUsage(timeInId, END, USAGE_RULES).usage!.createdAt).toBe(Date.parse(created_at!));
    }
  });

  it('rest at the weekend and at night', () => {
    const byDay = Array.from({ length: 7 }, () => 0);
    const byHour = Array.from({ length: 24 }, () => 0);
    for (const usage of usages) {
      const date = new Date(usage.created_at!);
      byDay[date.getUTCDay()]! += 1;
      byHour[date.getUTCHours()]! += 1;
    }
    expect(byDay[0]! * 4).toBeLessThan(byDay[3]!);
    expect(byHour[3]! * 8).toBeLessThan(byHour[14]!);
  });

  it('rise, fall, fail, spike, begin and end', () => {
    const rising = timesOf('Idempotency key');
    expect(countWithin(rising, 0, 28)).toBeGreaterThan(2 * countWithin(rising, 56, 84));
    const falling = timesOf('Snapshot test');
    expect(countWithin(falling, 0, 28)).toBeLessThan(countWithin(falling, 56, 84) / 2);
    expect(countWithin(timesOf('Secret scanning'), 30, 91)).toBe(0);
    expect(countWithin(timesOf('Golden master'), 0, 30)).toBe(0);
    const spiking = timesOf('Rate limit');
    const weeks = Array.from({ length: 12 }, (_, week) => countWithin(spiking, week * 7, week * 7 + 7));
    expect(Math.max(...weeks)).toBeGreaterThan(2 * weeks.sort((a, b) => a - b)[6]!);

    const failing = usagesOf('Token rotation');
    const successRate = (some: typeof usages): number =>
      some.filter(({ outcome }) => outcome === 'success' || outcome === 'partial_success').length /
      some.length;
    expect(successRate(failing.slice(-100))).toBeLessThan(0.3);
    expect(successRate(failing.slice(0, 100))).toBeGreaterThan(0.8);

    const broken = usagesOf('acme/code-review').filter(({ outcome }) => outcome !== 'unknown');
    const ofVersion = (version: string): number =>
      successRate(broken.filter((usage) => usage.version === version));
    expect(ofVersion('2.0.0')).toBeLessThan(0.5);
    for (const version of ['1.0.0', '1.1.0', '2.0.1']) expect(ofVersion(version)).toBeGreaterThan(0.85);
  });

  it('have versions, people and costs, and of commands mostly no outcome', () => {
    const commands = usagesOf('release-notes');
    const unknown = commands.filter(({ outcome }) => outcome === 'unknown');
    expect(unknown.length / commands.length).toBeGreaterThan(0.5);
    expect(commands.every(({ cost_usd }) => cost_usd! > 0)).toBe(true);
    expect(new Set(usages.map(({ actor }) => actor)).size).toBeGreaterThan(50);
    expect(new Set(usages.map(({ version }) => version)).size).toBe(4);
  });
});
