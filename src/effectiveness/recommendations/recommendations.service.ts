import { Inject, Injectable } from '@nestjs/common';
import { probabilityBetter } from '../../analytics/index.js';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { notComputed } from '../../common/not-computed.js';
import { displayName, displayType, type NodeType } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { UnknownPatternError } from '../../common/tracker-error.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import {
  type AlternativeRow,
  type AssessedPattern,
  AssessmentRepository,
  type StoredAssessment,
} from '../../store/patterns/assessment.repository.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import type { ChangeOverTime } from '../stats/change-over-time.js';
import type { Assessment } from './assessment.js';
import { AssessmentService } from './assessment.service.js';
import { reasonFor } from './reason-for.js';
import type {
  Alternative,
  ChangeDto,
  PatternRecommendation,
  PatternRecommendationResponse,
  RecommendationsQueryDto,
  RecommendationsResponse,
} from './recommendations.dto.js';

const ALTERNATIVES_IN_LIST = 3;
const ALTERNATIVES_OF_ONE = 10;

/** What is stored was written by `assess`, in its words. */
const restore = (stored: StoredAssessment): Assessment => stored as Assessment;

const isWorsening = ({ success, quality }: Assessment): boolean =>
  success.direction === 'decreasing' || quality.direction === 'decreasing';

const toChange = ({ direction, velocity, pValue, days, shift }: ChangeOverTime): ChangeDto => ({
  direction,
  velocity,
  p_value: pValue,
  days,
  shift,
});

const toAlternative = (own: Assessment, row: AlternativeRow): Alternative => {
  const other = restore(row.assessment);
  const { usages, successes } = other;
  return {
    pattern_id: row.pattern.id,
    pattern_name: displayName(row.pattern.id, row.pattern.name),
    recommendation: other.recommendation,
    usages,
    success_rate: successes / usages,
    success_interval: { lower: other.successLower, upper: other.successUpper },
    average_quality: other.averageQuality,
    probability_better: probabilityBetter(
      { successes, n: usages },
      { successes: own.successes, n: own.usages },
    ),
    shared_tags: [...row.sharedTags],
  };
};

const toRecommendation = (
  pattern: AssessedPattern,
  own: Assessment,
  alternatives: readonly AlternativeRow[],
): Readonly<PatternRecommendation> => ({
  pattern_id: pattern.id,
  pattern_name: displayName(pattern.id, pattern.name),
  pattern_type: displayType(pattern.type),
  node_type: pattern.nodeType,
  recommendation: own.recommendation,
  reason: reasonFor(own),
  effectiveness_score: own.score,
  confidence: own.confidence,
  usages: own.usages,
  success_rate: own.usages === 0 ? null : own.successes / own.usages,
  success_interval: own.usages === 0 ? null : { lower: own.successLower, upper: own.successUpper },
  average_quality: own.averageQuality,
  success_trend: toChange(own.success),
  quality_trend: toChange(own.quality),
  getting_worse: isWorsening(own),
  alternatives: alternatives
    .filter(({ forId }) => forId === pattern.id)
    .map((row) => toAlternative(own, row)),
  time_range_hours: own.rangeHours,
  computed_at: formatTime(own.computedAt),
});

/** Without usages anything that works is better. */
const rateOf = ({ successes, usages }: Assessment): number => (usages === 0 ? 0 : successes / usages);

/** Which patterns to use, which not, and what instead. */
@Injectable()
export class RecommendationsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly assessments: AssessmentRepository,
    private readonly assessment: AssessmentService,
    private readonly patterns: PatternRepository,
    private readonly cache: AnswerCache,
  ) {}

  /** What was last computed of every pattern that was used in the last 30 days. */
  list(query: RecommendationsQueryDto): Promise<JsonAnswer<RecommendationsResponse>> {
    return this.cache.getOrLoadJson({ key: `recommendations ${JSON.stringify(query)}` }, () =>
      this.readList(query),
    );
  }

  /**
   * One pattern as it is now; the alternatives as they were last computed.
   * @throws UnknownPatternError
   */
  ofPattern(patternId: string): Promise<JsonAnswer<PatternRecommendationResponse>> {
    return this.cache.getOrLoadJson({ key: `recommendation ${patternId}` }, () => this.readOne(patternId));
  }

  private async readList(query: RecommendationsQueryDto): Promise<RecommendationsResponse> {
    const { limit = 50, offset = 0 } = query;
    const filter = {
      ...(query.recommendation === undefined ? {} : { recommendations: query.recommendation }),
      ...(query.pattern_type ? { patternType: query.pattern_type } : {}),
      ...(query.node_type ? { nodeType: query.node_type.toLowerCase() as NodeType } : {}),
      ...(query.getting_worse === undefined ? {} : { isGettingWorse: query.getting_worse }),
    };
    const page = await this.assessments.page(filter, query.order ?? 'score', limit, offset);
    const { total, computedAt } = await this.assessments.count(filter);
    const found = page.map(({ pattern, assessment }) => ({ pattern, own: restore(assessment) }));
    const alternatives = await this.assessments.alternatives(
      found.map(({ pattern }) => pattern.id),
      found.map(({ own }) => rateOf(own)),
      ALTERNATIVES_IN_LIST,
    );
    return {
      recommendations: found.map(({ pattern, own }) => toRecommendation(pattern, own, alternatives)),
      total,
      limit,
      offset,
      computed_at: computedAt === null ? null : formatTime(computedAt),
      notice: this.notice('which patterns to recommend'),
    };
  }

  private async readOne(patternId: string): Promise<PatternRecommendationResponse> {
    const pattern = await this.patterns.find(patternId);
    if (!pattern) throw new UnknownPatternError(patternId);
    const own = await this.assessment.ofPattern(patternId);
    const alternatives = await this.assessments.alternatives([patternId], [rateOf(own)], ALTERNATIVES_OF_ONE);
    return {
      ...toRecommendation(pattern, own, alternatives),
      notice: this.notice('which patterns could stand in for it'),
    };
  }

  private notice(what: string): string | null {
    return this.config.effectiveness.assessmentMs === 0 ? notComputed(what, 'ASSESSMENT_SECONDS') : null;
  }
}
