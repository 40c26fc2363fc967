import { DAY_MS, type TimeRange } from '../../common/time-range.js';

/** From this age on usages are old: what comes in with older times goes into wide chunks. */
const OLD_MS = 91 * DAY_MS;

/** The width of a wide chunk; the further back, the wider: at most some thirty for all time since 1970. */
const WIDE_MS = 364 * DAY_MS;
const TIERS = [16, 4] as const;

/** A chunk is dropped once all of it is older than its retention: no wider than this part of that. */
const PARTS_OF_RETENTION = 8;

/** The chunk around a time, from which on the next one follows. */
const around = (chunks: readonly TimeRange[], time: number): TimeRange | undefined =>
  chunks.find(({ from, to }) => from <= time && time < to);

/** How a hypertable's time is cut into chunks; times and widths in milliseconds. */
export class ChunkLayout {
  /** The width of wide chunks, a multiple of that of young ones. */
  readonly wide: number;
  private readonly widest: number;

  /**
   * @param interval the width of chunks of young times.
   * @param retention how long rows are kept; undefined for ever.
   */
  constructor(
    private readonly interval: number,
    retention = Infinity,
  ) {
    this.widest = retention / PARTS_OF_RETENTION;
    this.wide = Math.max(1, Math.floor(Math.min(WIDE_MS, this.widest) / interval)) * interval;
  }

  /** Times before this are old. */
  oldBefore(now: number): number {
    return Math.floor((now - OLD_MS) / this.interval) * this.interval;
  }

  /**
   * The chunks that have to be made before rows of old times in these spans may be written, so that none
   * is made that is narrow. They overlap neither one another nor those that are there.
   * @param existing in any order.
   */
  missing(spans: readonly TimeRange[], existing: readonly TimeRange[], now: number): TimeRange[] {
    const oldBefore = this.oldBefore(now);
    const chunks = [...existing];
    const made: TimeRange[] = [];
    for (const span of spans) {
      for (let time = span.from; time < Math.min(span.to, oldBefore);) {
        const there = around(chunks, time);
        if (there) {
          time = there.to;
          continue;
        }
        const chunk = this.between(chunks, time, this.slotOf(time, oldBefore));
        chunks.push(chunk);
        made.push(chunk);
        time = chunk.to;
      }
    }
    return made;
  }

  private slotOf(time: number, oldBefore: number): TimeRange {
    for (const tier of TIERS) {
      const width = tier * this.wide;
      const from = Math.floor(time / width) * width;
      if (width <= this.widest && from + 2 * width <= oldBefore) return { from, to: from + width };
    }
    const from = Math.floor(time / this.wide) * this.wide;
    return { from, to: Math.min(from + this.wide, oldBefore) };
  }

  /** What of a slot around a time lies between the chunks that are there. */
  private between(chunks: readonly TimeRange[], time: number, slot: TimeRange): TimeRange {
    let { from, to } = slot;
    for (const chunk of chunks) {
      if (chunk.to <= time) from = Math.max(from, chunk.to);
      else if (chunk.from > time) to = Math.min(to, chunk.from);
    }
    return { from, to };
  }
}
