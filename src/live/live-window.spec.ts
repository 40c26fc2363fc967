import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSuccess, type Outcome, OUTCOMES, UNKNOWN } from '../common/pattern-terms.js';
import { TransactionSnapshot } from '../store/connection/transaction-snapshot.js';
import { LiveWindow, SPAN_MS, WINDOW_MS } from './live-window.js';
import { UpdateWriter } from './update-writer.js';

const START = Date.parse('2026-03-01T12:00:02.345Z');
const IDS = ['a', 'b', 'c'];
const SNAPSHOT = TransactionSnapshot.parse('1:1:');

interface Row {
  readonly pattern_id: string;
  readonly usage_count_last_5min: number;
  readonly success_rate: number | null;
  readonly latest_quality: number | null;
  readonly unknown_usages?: number | undefined;
}
interface Known {
  readonly patternId: string;
  readonly createdAt: number;
  outcome: Outcome;
  readonly quality: number | null;
  readonly name: string | null;
}

/** Somebody who looks only now and then. */
class Reader {
  update: number | undefined;
  readonly followed = undefined;
  rows = new Map<string, Row>();
  recorded = 0;

  constructor(readonly withUnknown: boolean) {}

  read(writer: UpdateWriter, window: LiveWindow, now: number): void {
    if (this.update === window.update) return;
    const text = writer.updateFor(this, now)?.asMessages().map(String) ?? [];
    this.update = window.update;
    for (const message of text) {
      const {
        patterns,
        snapshot,
        recorded = 0,
      } = JSON.parse(message) as {
        patterns?: Row[];
        snapshot?: boolean;
        recorded?: number;
      };
      if (snapshot) this.rows.clear();
      for (const row of patterns ?? []) this.rows.set(row.pattern_id, row);
      this.recorded += recorded;
    }
  }
}

/** What is to be seen, counted plainly from all usages. */
const plainRows = (all: readonly Known[], now: number, withUnknown: boolean): Row[] =>
  IDS.flatMap((pattern_id): Row[] => {
    const from = Math.floor(now / SPAN_MS) * SPAN_MS + SPAN_MS - WINDOW_MS;
    const used = all.filter((usage) => usage.patternId === pattern_id && usage.createdAt >= from);
    const own = used.filter(({ outcome }) => outcome !== UNKNOWN);
    const latest = own
      .filter(({ quality }) => quality !== null)
      .reduce<Known | undefined>((a, b) => (a && a.createdAt > b.createdAt ? a : b), undefined);
    const successes = own.filter(({ outcome }) => isSuccess(outcome)).length;
    const shown = withUnknown ? used : own;
    if (shown.length === 0) return [];
    return [
      {
        pattern_id,
        usage_count_last_5min: shown.length,
        success_rate: own.length === 0 ? null : successes / own.length,
        latest_quality: latest?.quality ?? null,
        unknown_usages: withUnknown ? used.length - own.length : undefined,
      },
    ];
  });

const anyUsage = fc.record({
  patternId: fc.constantFrom(...IDS),
  age: fc.integer({ min: -SPAN_MS, max: WINDOW_MS + 2 * SPAN_MS }),
  outcome: fc.constantFrom(...OUTCOMES),
  quality: fc.option(fc.integer({ min: 0, max: 64 }).map((n) => n / 64)),
});
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('record' as const), usage: anyUsage }) },
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: WINDOW_MS }) }),
  fc.record({ kind: fc.constant('amend' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('read' as const), reader: fc.nat(1) }),
  fc.record({ kind: fc.constant('tidy' as const) }),
);

describe('LiveWindow', () => {
  it('shows every reader, whenever it looks, what a plain count shows', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const window = new LiveWindow();
        window.replace({ patterns: [], snapshot: SNAPSHOT }, START);
        const writer = new UpdateWriter(window, 'epoch');
        const readers = [new Reader(false), new Reader(true)];
        const usages: Known[] = [];
        let now = START;
        const look = (reader: Reader): void => {
          window.name(window.takeUnnamed(), new Map());
          window.advance(now);
          window.commit();
          reader.read(writer, window, now);
          const seen = [...reader.rows.values()]
            .filter((row) => row.usage_count_last_5min > 0)
            .sort((a, b) => (a.pattern_id < b.pattern_id ? -1 : 1))
            .map(({ pattern_id, usage_count_last_5min, success_rate, latest_quality, unknown_usages }) => ({
              pattern_id,
              usage_count_last_5min,
              success_rate,
              latest_quality,
              unknown_usages,
            }));
          expect(seen).toEqual(plainRows(usages, now, reader.withUnknown));
        };
        for (const step of steps) {
          if (step.kind === 'wait') now += step.ms;
          if (step.kind === 'read') look(readers[step.reader]!);
          if (step.kind === 'tidy') window.tidy(() => false);
          if (step.kind === 'record') {
            const { age, ...usage } = step.usage;
            const known = { ...usage, createdAt: now - age, name: null };
            usages.push(known);
            window.advance(now);
            window.apply({ transaction: 1, recorded: [{ ...known }] }, false);
          }
          if (step.kind === 'amend' && usages.length > 0) {
            const usage = usages[step.at % usages.length]!;
            const before = usage.outcome;
            usage.outcome = isSuccess(before) ? 'failure' : 'success';
            const { patternId, createdAt, quality } = usage;
            const amended = {
              patternId,
              createdAt,
              known: before === UNKNOWN ? 1 : 0,
              successes: Number(isSuccess(usage.outcome)) - Number(isSuccess(before)),
              quality,
            };
            window.apply({ transaction: 1, amended: [amended] }, false);
          }
        }
        for (const reader of readers) look(reader);
      }),
      { numRuns: 300 },
    );
  });

  it('counts what the store had seen already among what came in, and not twice', () => {
    const window = new LiveWindow();
    const recent = { id: 'a', name: 'A', spans: [[Math.floor(START / SPAN_MS), 3, 2, 0]] as const };
    window.replace({ patterns: [{ ...recent, quality: 0.5, qualityAt: START }], snapshot: SNAPSHOT }, START);
    window.commit();
    const since = window.update;
    const usage = { patternId: 'a', createdAt: START, outcome: 'error', quality: null, name: null } as const;
    window.apply({ transaction: 1, recorded: [usage] }, true);
    window.commit();
    expect(window.get('a')).toMatchObject({ usages: 3, successes: 2, quality: 0.5 });
    expect(window.totalsSince(since)).toEqual({
      success: 0,
      partial_success: 0,
      failure: 0,
      error: 1,
      unknown: 0,
      amended: 0,
    });
    window.replace({ patterns: [], snapshot: SNAPSHOT }, START);
    window.commit();
    expect(window.used()).toEqual([]);
    expect(window.changedSince(since).map(({ id }) => id)).toEqual(['a']);
  });

  it('forgets old updates', () => {
    const window = new LiveWindow();
    const usage = { patternId: 'a', createdAt: 0, outcome: 'success', quality: null, name: null } as const;
    for (let update = 1; update <= 1300; update += 1) {
      window.apply({ transaction: update, recorded: [usage] }, true);
      window.commit();
    }
    expect([window.knows(50), window.knows(1300), window.knows(1301)]).toEqual([false, true, false]);
  });
});
