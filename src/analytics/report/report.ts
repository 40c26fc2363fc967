import { type Bucket, bucketsOf, type Calendar, type Weekday } from '../../common/calendar.js';
import { formatTime, type Granularity, type TimeRange, type TimeRangeName } from '../../common/time-range.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import { cutBuckets, hasBegun, isPartial, type Period } from '../query/buckets.js';
import { type Grouping, groupingOf } from '../query/grouping.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { type OutcomeChoice, usageFilter } from '../query/usage-filter.js';
import type { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';
import { withoutRounding } from '../stats/without-rounding.js';
import { checkPoints } from './point-limit.js';
import type { PeriodComparison } from './report.dto.js';

/** A range and how it is cut, to stand beside an answer. */
export interface BucketFields {
  readonly granularity: Granularity;
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  readonly week_start: Weekday;
}

/** How much more a value is than the one before, as a share of that. */
const changeOf = (value: number | null, previous: number | null): number | null => {
  if (value === null || !previous) return null;
  const [now, then] = withoutRounding([value, previous]);
  return (now! - then!) / then!;
};

/** A question over time as it was asked: which usages, in which buckets, and what the answer says of them. */
export class Report {
  readonly filter: UsageFilter;
  readonly grouping: Grouping;
  readonly current: Period;
  /** Whether the answer has buckets without usages too. */
  readonly isFilled: boolean;
  readonly isCompared: boolean;
  /** Whether anything beyond the original's parameters was asked for, so that the answer may say more. */
  readonly isExtended: boolean;
  private readonly calendar: Calendar;
  private readonly timestamps: readonly string[];
  private readonly partial: readonly boolean[];

  /**
   * @param granularity the buckets' width; where it is null the range is not cut.
   * @param original the original's parameters.
   * @throws InvalidInputError where there are too many buckets.
   */
  constructor(
    query: Omit<GroupedSeriesQueryDto, 'outcome'> & OutcomeChoice,
    readonly range: ResolvedRange,
    granularity: Granularity | null,
    original: readonly string[] = [],
  ) {
    this.filter = usageFilter(query);
    this.grouping = groupingOf(query);
    this.isFilled = query.fill ?? false;
    this.isCompared = query.compare !== undefined;
    this.isExtended =
      this.grouping.key === 'dimension' ||
      Object.entries(query).some(([name, value]) => value !== undefined && !original.includes(name));
    const { week_start: weekStart = 'monday' } = query;
    this.calendar = { granularity: granularity ?? 'day', timeZone: range.timeZone, weekStart };
    const whole = { from: range.from, to: range.to, start: range.from, end: range.to };
    const buckets = granularity === null ? [whole] : cutBuckets(range, this.calendar);
    this.current = { buckets, elapsedTo: range.elapsedTo };
    this.timestamps = buckets.map(({ start }) => formatTime(start));
    this.partial = buckets.map((bucket) => this.isExtended && isPartial(bucket, range));
  }

  get buckets(): readonly Bucket[] {
    return this.current.buckets;
  }

  /** The period before as one slice, where it is compared. */
  get before(): readonly TimeRange[] {
    return this.isCompared ? [this.range.previous] : [];
  }

  /** The same cut as the range is; without buckets where it is not compared. */
  cutBefore(): Period {
    const { previous } = this.range;
    // As long as the range itself, so about as many.
    const buckets = this.isCompared ? bucketsOf(previous, this.calendar, Infinity)! : [];
    return { buckets, elapsedTo: previous.to };
  }

  /**
   * The points of a series: of the buckets that something is in or, with `isFilled`, of all that have begun.
   * @param used what is in a bucket, by its place.
   */
  points<Point extends object>(
    used: ReadonlyMap<number, unknown>,
    pointOf: (timestamp: string, place: number) => Point,
  ): (Point & { partial?: true })[] {
    return this.shownPlaces(used).map((place) => {
      const point = pointOf(this.timestamps[place]!, place);
      return this.partial[place] ? { ...point, partial: true } : point;
    });
  }

  /**
   * @param series how many have a point in each bucket, where buckets without usages are in the answer.
   * @throws InvalidInputError where these are more points than an answer may have.
   */
  checkFilled(series: number): void {
    if (this.isFilled) checkPoints(series * this.buckets.length);
  }

  /** One number of the range beside that of the period before, where that is asked for. */
  comparison(value: number | null, previous: number | null): { comparison?: Readonly<PeriodComparison> } {
    if (!this.isCompared) return {};
    const { from, to } = this.range.previous;
    const change = changeOf(value, previous);
    return {
      comparison: { from: formatTime(from), to: formatTime(to), value, previous_value: previous, change },
    };
  }

  get timeRange(): TimeRangeName | 'custom' {
    return this.range.name ?? 'custom';
  }

  get granularity(): Granularity {
    return this.calendar.granularity;
  }

  bucketFields(): BucketFields {
    return {
      granularity: this.calendar.granularity,
      from: formatTime(this.range.from),
      to: formatTime(this.range.to),
      timezone: this.calendar.timeZone,
      week_start: this.calendar.weekStart,
    };
  }

  /** The same where the answer says more than the original's. */
  extendedFields(): Partial<BucketFields> {
    return this.isExtended ? this.bucketFields() : {};
  }

  /** What has not begun yet is no gap. */
  private shownPlaces(used: ReadonlyMap<number, unknown>): number[] {
    return this.isFilled
      ? [...this.buckets.keys()].filter(
          (place) => used.has(place) || hasBegun(this.buckets[place]!, this.range),
        )
      : [...used.keys()].sort((a, b) => a - b);
  }
}
