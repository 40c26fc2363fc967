import { Injectable } from '@nestjs/common';
import { groupBy, METRIC_MEASURES, RequestClock } from '../../analytics/index.js';
import { bucketsOf } from '../../common/calendar.js';
import { reasonOf } from '../../common/reason-of.js';
import { HOUR_MS } from '../../common/time-range.js';
import { AssessmentRepository } from '../../store/patterns/assessment.repository.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { type Assessment, assess } from './assessment.js';

/** 30 days: enough of them that a trend can be told. */
const RANGE_HOURS = 720;
const UTC_DAYS = { granularity: 'day', timeZone: 'UTC', weekStart: 'monday' } as const;
const MAX_DAYS = RANGE_HOURS / 24 + 2;

/** Finds out how well patterns work and where they are going. */
@Injectable()
export class AssessmentService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly assessments: AssessmentRepository,
    private readonly clock: RequestClock,
  ) {}

  /**
   * Assesses every pattern that was used in the last 30 days, and keeps that in place of the last.
   * @param problems takes, in words, which of them could not be assessed.
   */
  async refresh(problems: string[] = []): Promise<void> {
    const { now, rows } = await this.rows();
    const assessments: Assessment[] = [];
    for (const [id, own] of groupBy(rows, ({ pattern_id }) => pattern_id)) {
      try {
        assessments.push(assess(id, own, now, RANGE_HOURS));
      } catch (error) {
        problems.push(`Pattern ${id} cannot be assessed: ${reasonOf(error)}`);
      }
    }
    await this.assessments.replace(assessments);
  }

  /** One pattern as it is now. */
  async ofPattern(patternId: string): Promise<Assessment> {
    const { now, rows } = await this.rows([patternId]);
    return assess(patternId, rows, now, RANGE_HOURS);
  }

  /** What the last 30 days say, of all patterns or of some. */
  private async rows(
    patternIds?: readonly string[],
  ): Promise<{ now: number; rows: UsageAnswer<(typeof METRIC_MEASURES)[number]>[] }> {
    const { now, latest } = this.clock.read();
    const range = { from: Math.max(0, now - RANGE_HOURS * HOUR_MS), to: latest };
    const rows = await this.usages.aggregate({
      // A range of 30 days and a few hours touches 32 days at the most.
      slices: bucketsOf(range, UTC_DAYS, MAX_DAYS)!,
      measures: METRIC_MEASURES,
      filter: patternIds === undefined ? {} : { patternIds },
    });
    return { now, rows };
  }
}
