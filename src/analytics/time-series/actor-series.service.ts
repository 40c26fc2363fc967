import { Injectable } from '@nestjs/common';
import { ActorRepository } from '../../store/usages/actor.repository.js';
import type { ActorCount, ActorQuestion } from '../../store/usages/actor-question.js';
import { actorsOf } from '../actors/actor-counts.js';
import { groupBy } from '../group-by.js';
import { withinLimit } from '../report/point-limit.js';
import type { Report } from '../report/report.js';
import { valueIdOf } from '../report/series.js';
import type { Course, Courses, PointValue } from './course.js';

/** Counts of the buckets, and of the whole range and the period before where these are compared. */
interface Counts {
  readonly buckets: readonly ActorCount[];
  readonly whole: readonly ActorCount[];
}

const pointOf = (counted: ActorCount): PointValue => ({ value: actorsOf(counted), n: counted.told });

const toCourse = (buckets: readonly ActorCount[] = [], whole: readonly ActorCount[] = []): Course => ({
  points: new Map(buckets.filter(({ told }) => told > 0).map((counted) => [counted.slice, pointOf(counted)])),
  previous: actorsOf(whole.find(({ slice }) => slice === 0)),
  value: actorsOf(whole.find(({ slice }) => slice === 1)),
});

const usagesOf = (counts: readonly ActorCount[]): number =>
  counts.reduce((sum, { usages }) => sum + usages, 0);

/** Distinct actors over time. */
@Injectable()
export class ActorSeriesService {
  constructor(private readonly actors: ActorRepository) {}

  /** @throws InvalidInputError, DroppedDetailError, StoreUnavailableError, TooManyQuestionsError */
  async read(report: Report): Promise<Courses> {
    const patterns = await this.counts(report, { key: 'pattern' });
    const buckets = groupBy(patterns.buckets, ({ key }) => key!);
    const whole = groupBy(patterns.whole, ({ key }) => key!);
    return {
      nothing: { value: null, n: 0 },
      of: (id) => toCourse(buckets.get(id), whole.get(id)),
      ...(report.grouping.key === 'dimension' && { groups: await this.groups(report) }),
    };
  }

  private async groups(report: Report): Promise<NonNullable<Courses['groups']>> {
    const { dimension } = report.grouping;
    const { buckets, whole } = await this.counts(report, { key: 'dimension', dimension });
    const idOf = ({ key }: ActorCount): string => valueIdOf({ value: key });
    const ofRange = groupBy(whole, idOf);
    return [...groupBy(buckets, idOf)]
      .map(([id, own]) => ({ id, own, usages: usagesOf(own) }))
      .sort((a, b) => b.usages - a.usages || (a.id < b.id ? -1 : 1))
      .map(({ id, own }) => ({ value: own[0]!.key, course: toCourse(own, ofRange.get(id)) }));
  }

  private async counts(
    { buckets, range, isCompared, filter }: Report,
    by: Pick<ActorQuestion, 'key' | 'dimension'>,
  ): Promise<Counts> {
    const count = (slices: ActorQuestion['slices']): Promise<ActorCount[]> =>
      withinLimit((limit) => this.actors.count({ slices, filter, ...by, ...limit }));
    const { from, to, previous } = range;
    return {
      buckets: await count(buckets.map((bucket) => ({ from: bucket.from, to: bucket.to }))),
      whole: isCompared ? await count([previous, { from, to }]) : [],
    };
  }
}
