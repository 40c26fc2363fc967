import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { type Bucket, type Calendar, startOfBucket } from '../../common/calendar.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { ActorRepository, MAX_LISTED } from '../../store/usages/actor.repository.js';
import type { ActorSet } from '../../store/usages/actor-question.js';
import { TooManyRowsError } from '../../store/usages/too-many-rows-error.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { adoptionOf } from './adoption.js';
import type { AdoptionQueryDto, AdoptionResponse } from './adoption.dto.js';

const NOBODY: ReadonlySet<number> = new Set();

/** The whole bucket before one. */
const bucketBefore = ({ start }: Bucket, calendar: Calendar): TimeRange => ({
  from: startOfBucket(start - 1, calendar),
  to: start,
});

/** All time up to the end of the range: what was earlier, the bucket before, what of the first the range cuts off, and the buckets. */
const timesOf = (buckets: readonly Bucket[], calendar: Calendar): readonly TimeRange[] => {
  const [first] = buckets as [Bucket];
  const before = bucketBefore(first, calendar);
  return [
    { from: -Infinity, to: before.from },
    before,
    { from: first.start, to: first.from },
    ...buckets.map(({ from, to }) => ({ from, to })),
  ];
};
/** How many of these times come before the buckets. */
const EARLIER = 3;

const tooMany = (): InvalidInputError => {
  const allowed = `at most ${MAX_LISTED} actors, each counted in each bucket; wider buckets, a shorter range, fewer patterns or another filter make fewer`;
  const message = `There are more than ${MAX_LISTED} actors to tell apart; there must be ${allowed}.`;
  return new InvalidInputError([{ pointer: '/from', code: 'too_many_points', allowed, message }]);
};

/** Tells who comes, stays and leaves. */
@Injectable()
export class AdoptionService {
  constructor(
    private readonly reports: ReportService,
    private readonly actors: ActorRepository,
  ) {}

  /** @throws InvalidInputError, DroppedDetailError, StoreUnavailableError, TooManyQuestionsError */
  read(query: AdoptionQueryDto): Promise<JsonAnswer<AdoptionResponse>> {
    return this.reports.answer('adoption', query, '30d', (range) => this.compute(query, range), 'ever');
  }

  private async compute(query: AdoptionQueryDto, range: ResolvedRange): Promise<AdoptionResponse> {
    const report = new Report(Object.assign({ fill: true }, query), range, query.granularity ?? 'day');
    const { granularity, timezone, week_start, from, to } = report.bucketFields();
    const calendar = { granularity, timeZone: timezone, weekStart: week_start };
    const sets = await this.setsOf(report, timesOf(report.buckets, calendar));
    const at = new Map(sets.map((set) => [set.slice - EARLIER, set]));
    const actorsAt = (place: number): ReadonlySet<number> => at.get(place)?.actors ?? NOBODY;
    const earlier = new Set([-3, -2, -1].flatMap((place) => [...actorsAt(place)]));
    const buckets = report.buckets.map((_, place) => actorsAt(place));
    const adoption = adoptionOf(earlier, actorsAt(-2), actorsAt(-1), buckets);
    const inRange = sets.filter(({ slice }) => slice >= EARLIER);
    const usagesWithActor = inRange.reduce((sum, { told }) => sum + told, 0);
    const firstKept = await this.actors.firstKept();
    return {
      time_range: report.timeRange,
      granularity,
      from,
      to,
      timezone,
      week_start,
      data: report
        .points(at, (timestamp, place) => ({ timestamp, ...adoption[place]! }))
        .map((point) => (point.partial ? { ...point, lapsed: null } : point)),
      actors: usagesWithActor === 0 ? null : new Set(buckets.flatMap((actors) => [...actors])).size,
      usages: inRange.reduce((sum, { usages }) => sum + usages, 0),
      usages_with_actor: usagesWithActor,
      first_kept: firstKept === undefined ? null : formatTime(firstKept),
    };
  }

  /** Of the earlier times whatever is kept will do. */
  private async setsOf({ filter, buckets }: Report, slices: readonly TimeRange[]): Promise<ActorSet[]> {
    try {
      return await this.actors.sets({ slices, filter, since: buckets[0]!.from });
    } catch (error) {
      throw error instanceof TooManyRowsError ? tooMany() : error;
    }
  }
}
