import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { displayName, displayType, type NodeType, type PatternType } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageFilter } from '../../store/usage-question.js';
import { mostUsed } from '../most-used.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { askedHistory } from '../request/usage-request.js';
import type { SpanQueryDto } from '../request/usage-query.dto.js';
import { METRIC_MEASURES, metricsOf, type UsageMetrics } from '../usage-metrics.js';

/** A pattern and what came of its usages. */
export interface UsedPattern extends UsageMetrics {
  readonly patternId: string;
  readonly name: string;
  readonly type: PatternType;
  readonly nodeType: NodeType | null;
}

/** The patterns that a range has usages of. */
export interface UsedPatterns {
  /** By ascending id. */
  readonly patterns: readonly UsedPattern[];
  /** Of all their usages together. */
  readonly overall: UsageMetrics;
}

/** A value of a key of the context, null where usages do not have it, and what came of its usages. */
export interface UsedValue extends UsageMetrics {
  readonly value: string | null;
}

/** What rankings of patterns are made of. */
@Injectable()
export class UsedPatternsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * All history, or the range that the query names.
   * @throws InvalidInputError
   */
  rangeOf(query: SpanQueryDto): TimeRange {
    const { clockSkewMs } = this.config.ingestion;
    return askedHistory(query, { now: this.clock.now(), clockSkewMs });
  }

  /** @throws StoreUnavailableError */
  async read(range: TimeRange, filter: UsageFilter = {}): Promise<UsedPatterns> {
    const rows = await this.usages.aggregate({ slices: [range], measures: METRIC_MEASURES, filter });
    const patterns = rows.map((row) => ({
      patternId: row.pattern_id,
      name: displayName(row.pattern_id, row.name),
      type: displayType(row.type),
      nodeType: row.node_type,
      ...metricsOf([row]),
    }));
    return { patterns, overall: metricsOf(rows) };
  }

  /**
   * The same by the value of a key of the context, the most used first.
   * @throws InvalidInputError where there are too many; StoreUnavailableError
   */
  async readByContext(range: TimeRange, contextKey: string, filter: UsageFilter): Promise<UsedValue[]> {
    const rows = await boundedAggregate(this.usages, {
      slices: [range],
      measures: METRIC_MEASURES,
      keys: ['context'],
      contextKey,
      filter,
    });
    const found = await mostUsed(rows);
    return found.map(({ own }) => ({ value: own[0]!.context ?? null, ...metricsOf(own) }));
  }
}
