import type { RecentPattern, UsageSpan } from '../store/usages/recent-usage.repository.js';

/** How the last minutes of one pattern went: counts by spans of time, and the latest quality. */
export class PatternWindow {
  /** The last update that told of it. */
  version = 0;
  /** The last update that told that it was used although it is retired; 0 for none. */
  retiredUse = 0;
  /** Whether that is to be told with the next one. */
  isRetiredUse = false;
  /** Of known outcome. */
  usages = 0;
  successes = 0;
  /** Usages of unknown outcome. */
  unknowns = 0;
  /** Undefined until it was looked up; null where it has none. */
  name: string | null | undefined;
  /** The name that came along with a usage last. */
  broughtName: string | null = null;
  private spans = new Map<number, [usages: number, successes: number, unknowns: number]>();
  private latest: { readonly value: number; readonly at: number } | undefined;

  constructor(readonly id: string) {}

  /** 0..1; null where no usage of the window has one. */
  get quality(): number | null {
    return this.latest?.value ?? null;
  }

  get isUsed(): boolean {
    return this.usages + this.unknowns > 0;
  }

  add(span: number, usages: number, successes: number, unknowns: number): void {
    const counts = this.spans.get(span) ?? [0, 0, 0];
    counts[0] += usages;
    counts[1] += successes;
    counts[2] += unknowns;
    this.spans.set(span, counts);
    this.usages += usages;
    this.successes += successes;
    this.unknowns += unknowns;
  }

  /** Takes the quality of a usage unless one of a later usage is known. */
  rate(value: number | null, at: number): void {
    if (value !== null && at >= (this.latest?.at ?? -Infinity)) this.latest = { value, at };
  }

  /**
   * Forgets what is before `span`, which begins at `from` milliseconds.
   * @returns whether there was anything.
   */
  forgetBefore(span: number, from: number): boolean {
    let isChanged = false;
    for (const [at, [usages, successes, unknowns]] of this.spans) {
      if (at >= span) continue;
      this.spans.delete(at);
      this.usages -= usages;
      this.successes -= successes;
      this.unknowns -= unknowns;
      isChanged = true;
    }
    if (this.latest && this.latest.at < from) {
      this.latest = undefined;
      isChanged = true;
    }
    return isChanged;
  }

  /**
   * Counts anew from what the store says.
   * @returns whether that shows.
   */
  replace({ spans, quality, qualityAt }: Pick<RecentPattern, 'spans' | 'quality' | 'qualityAt'>): boolean {
    const before = this.counts();
    this.spans = new Map(spans.map(([span, ...counts]: UsageSpan) => [span, counts]));
    this.usages = spans.reduce((sum, [, usages]) => sum + usages, 0);
    this.successes = spans.reduce((sum, [, , successes]) => sum + successes, 0);
    this.unknowns = spans.reduce((sum, [, , , unknowns]) => sum + unknowns, 0);
    this.latest = undefined;
    if (qualityAt !== null) this.rate(quality, qualityAt);
    return before !== this.counts();
  }

  private counts(): string {
    return [this.usages, this.successes, this.unknowns, this.quality].join();
  }
}
