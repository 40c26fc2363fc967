import { confidenceOf, type UsageMetrics } from '../usage-metrics.js';
import type { RankedPattern, RankedUsages } from './ranked-pattern.dto.js';
import type { UsedPattern } from './used-patterns.service.js';

export const toRankedUsages = (metrics: UsageMetrics): Readonly<RankedUsages> => ({
  success_rate: metrics.successRate ?? 0,
  confidence: confidenceOf(metrics),
  sample_size: metrics.usages,
  avg_quality_score: metrics.averageQuality,
});

export const toRankedPattern = (totals: UsedPattern): Readonly<RankedPattern> => ({
  pattern_id: totals.patternId,
  pattern_name: totals.name,
  pattern_type: totals.type,
  ...toRankedUsages(totals),
});
