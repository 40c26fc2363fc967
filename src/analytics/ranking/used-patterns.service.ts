import { Injectable } from '@nestjs/common';
import { displayName, displayType, type NodeType, type PatternType } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { DimensionValue } from '../../store/rollups/dimension.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import { withinLimit } from '../report/point-limit.js';
import { rankedSeries } from '../report/series.js';
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

/** A value of a dimension and what came of its usages. */
export interface UsedValue extends UsageMetrics {
  readonly value: DimensionValue;
}

/** What rankings of patterns are made of. */
@Injectable()
export class UsedPatternsService {
  constructor(private readonly usages: UsageReadRepository) {}

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
   * The same by the value of a dimension, the most used first.
   * @throws InvalidInputError where there are too many; StoreUnavailableError
   */
  async readByDimension(range: TimeRange, dimension: string, filter: UsageFilter): Promise<UsedValue[]> {
    const question = {
      slices: [range],
      measures: METRIC_MEASURES,
      keys: ['dimension'],
      dimension,
      filter,
    } as const;
    const current = await withinLimit((limit) => this.usages.aggregate({ ...question, ...limit }));
    const found = await rankedSeries({ current, previous: [] }, 'usages');
    return found.map((series) => ({ value: series.value, ...metricsOf(series.current) }));
  }
}
