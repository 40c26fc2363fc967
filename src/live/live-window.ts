import type { AmendedChange, Change, RecordedChange } from '../cache/change.js';
import { isSuccess, type Outcome, OUTCOMES, UNKNOWN } from '../common/pattern-terms.js';
import type { RecentUsages } from '../store/usages/recent-usage.repository.js';
import { PatternWindow } from './pattern-window.js';

/** What is counted together, and so leaves the window together. */
export const SPAN_MS = 5000;
/** The window: five minutes, the span that is not over yet included. */
const SPANS = 60;
export const WINDOW_MS = SPANS * SPAN_MS;

/** Patterns that are followed at a time; what is used beyond that is only in the totals. */
export const MAX_PATTERNS = 50_000;

/** Who was there within so many updates (five minutes at four a second) can go on from there. */
const MAX_UPDATES = 1200;

/** What came in since this process began to count. */
export type UsageTotals = Readonly<Record<Outcome | 'amended', number>>;

const NOTHING: UsageTotals = { success: 0, partial_success: 0, failure: 0, error: 0, unknown: 0, amended: 0 };
const TOTALS = [...OUTCOMES, 'amended'] as const;
const NO_USAGES = { spans: [], quality: null, qualityAt: null };

const firstSpanAt = (now: number): number => Math.floor(now / SPAN_MS) - SPANS + 1;

/**
 * The last five minutes of all patterns, and which of them changed in which update. So a client at any
 * update is brought up to date by the patterns that changed since, each as it is now, and nothing has
 * to be kept for it.
 */
export class LiveWindow {
  /** The last update. */
  update = 0;
  /** Whether every pattern of the last five minutes is followed. */
  isComplete = true;
  private readonly patterns = new Map<string, PatternWindow>();
  private readonly changed = new Set<PatternWindow>();
  private readonly unnamed = new Set<string>();
  private totals = { ...NOTHING };
  private history = new Map<number, UsageTotals>([[0, NOTHING]]);
  private firstSpan = -Infinity;

  /** @param isRetired whether a pattern is to be used no more. */
  constructor(private readonly isRetired: (id: string) => boolean = () => false) {}

  get(id: string): PatternWindow | undefined {
    return this.patterns.get(id);
  }

  /** Patterns that were used within the window, those of unknown outcome alone included. */
  used(): PatternWindow[] {
    return [...this.patterns.values()].filter(({ isUsed, name }) => isUsed && name !== undefined);
  }

  /** Whether a client at that update can be told what changed since. */
  knows(update: number): boolean {
    return this.history.has(update);
  }

  changedSince(update: number): PatternWindow[] {
    return [...this.patterns.values()].filter(({ version }) => version > update);
  }

  /** What came in since an update that is known. */
  totalsSince(update: number): UsageTotals {
    const [then, now] = [this.history.get(update)!, this.history.get(this.update)!];
    return {
      success: now.success - then.success,
      partial_success: now.partial_success - then.partial_success,
      failure: now.failure - then.failure,
      error: now.error - then.error,
      unknown: now.unknown - then.unknown,
      amended: now.amended - then.amended,
    };
  }

  /** Whether something waits for the next update. */
  get hasNews(): boolean {
    if ([...this.changed].some(({ name }) => name !== undefined)) return true;
    const told = this.history.get(this.update)!;
    return TOTALS.some((key) => this.totals[key] !== told[key]);
  }

  /** @param isCounted whether the window has it already, from the store. */
  apply({ recorded = [], amended = [], described = [] }: Change, isCounted: boolean): void {
    for (const { outcome } of recorded) this.totals[outcome] += 1;
    this.totals.amended += amended.length;
    if (!isCounted) {
      for (const change of recorded) this.record(change);
      for (const change of amended) this.amend(change);
    }
    for (const id of described) if (this.patterns.has(id)) this.unnamed.add(id);
  }

  /** Begins again from what the store says. */
  replace({ patterns }: RecentUsages, now: number): void {
    this.firstSpan = firstSpanAt(now);
    this.isComplete = patterns.length < MAX_PATTERNS;
    const found = new Set<string>();
    for (const recent of patterns) {
      const pattern = this.follow(recent.id);
      if (!pattern) continue;
      found.add(recent.id);
      this.unnamed.delete(recent.id);
      const isRenamed = pattern.name !== recent.name;
      pattern.name = recent.name;
      if (pattern.replace(recent) || isRenamed) this.changed.add(pattern);
    }
    for (const pattern of this.patterns.values()) {
      if (!found.has(pattern.id) && pattern.replace(NO_USAGES)) this.changed.add(pattern);
    }
    this.advance(now);
  }

  /** Lets go what has become older than the window. */
  advance(now: number): void {
    const firstSpan = firstSpanAt(now);
    if (firstSpan === this.firstSpan) return;
    this.firstSpan = firstSpan;
    for (const pattern of this.patterns.values()) {
      if (pattern.forgetBefore(firstSpan, firstSpan * SPAN_MS)) this.changed.add(pattern);
    }
  }

  /** Forgets patterns that are no longer used, nobody asks for, and everybody knows of. */
  tidy(isAskedFor: (id: string) => boolean): void {
    const [oldest = 0] = this.history.keys();
    for (const pattern of this.patterns.values()) {
      if (pattern.isUsed || pattern.version > oldest) continue;
      if (this.changed.has(pattern) || isAskedFor(pattern.id)) continue;
      this.patterns.delete(pattern.id);
      this.unnamed.delete(pattern.id);
    }
    if (this.patterns.size < MAX_PATTERNS / 2) this.isComplete = true;
  }

  /** Makes an update of what changed since the last one, unless that is nothing. */
  commit(): void {
    if (!this.hasNews) return;
    this.update += 1;
    for (const pattern of this.changed) {
      // Shown once its name is known.
      if (pattern.name === undefined) continue;
      pattern.version = this.update;
      if (pattern.isRetiredUse) pattern.retiredUse = this.update;
      pattern.isRetiredUse = false;
      this.changed.delete(pattern);
    }
    this.history.set(this.update, { ...this.totals });
    if (this.history.size > MAX_UPDATES) this.history.delete(this.history.keys().next().value!);
  }

  /** Patterns whose names have to be looked up. */
  takeUnnamed(): string[] {
    const ids = [...this.unnamed];
    this.unnamed.clear();
    return ids;
  }

  /** @param names of those that are known; undefined where they could not be looked up. */
  name(ids: readonly string[], names: ReadonlyMap<string, string | null> | undefined): void {
    for (const id of ids) {
      const pattern = this.patterns.get(id);
      if (!pattern) continue;
      if (!names) this.unnamed.add(id);
      const name = names ? (names.get(id) ?? null) : (pattern.name ?? null);
      if (pattern.name === name) continue;
      pattern.name = name;
      this.changed.add(pattern);
    }
  }

  /** A pattern that somebody asks for, used or not. */
  ensure(id: string, name: string | null): void {
    const pattern = this.follow(id, true)!;
    pattern.name ??= name;
  }

  private follow(id: string, isAskedFor = false): PatternWindow | undefined {
    const known = this.patterns.get(id);
    if (known) return known;
    if (this.patterns.size >= MAX_PATTERNS && !isAskedFor) {
      this.isComplete = false;
      return undefined;
    }
    const pattern = new PatternWindow(id);
    this.patterns.set(id, pattern);
    return pattern;
  }

  private record({ patternId, createdAt, outcome, quality, name }: RecordedChange): void {
    const span = Math.floor(createdAt / SPAN_MS);
    if (span < this.firstSpan) return;
    const pattern = this.follow(patternId);
    if (!pattern) return;
    if (outcome === UNKNOWN) pattern.add(span, 0, 0, 1);
    else {
      pattern.add(span, 1, isSuccess(outcome) ? 1 : 0, 0);
      pattern.rate(quality, createdAt);
    }
    if (pattern.name === undefined || (name !== null && name !== pattern.broughtName)) {
      this.unnamed.add(patternId);
    }
    pattern.broughtName = name ?? pattern.broughtName;
    if (this.isRetired(patternId)) pattern.isRetiredUse = true;
    this.changed.add(pattern);
  }

  private amend({ patternId, createdAt, known, successes, quality }: AmendedChange): void {
    const span = Math.floor(createdAt / SPAN_MS);
    const pattern = span < this.firstSpan ? undefined : this.patterns.get(patternId);
    if (!pattern) return;
    pattern.add(span, known, successes, -known);
    pattern.rate(quality, createdAt);
    this.changed.add(pattern);
  }
}
