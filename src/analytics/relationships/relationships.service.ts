import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { notComputed } from '../../common/not-computed.js';
import { displayName, displayType } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { type CountedPair, CoUsageRepository } from '../../store/co-usage/co-usage.repository.js';
import { cacheKey } from '../query/cache-key.js';
import { associationOf } from '../stats/association.js';
import { meanOf } from '../usage-metrics.js';
import { NO_TOTALS, UsageTotalsService } from '../usage-stats/usage-totals.service.js';
import { RANKED_FROM } from './co-usage.service.js';
import type { RelationshipsQueryDto, RelationshipsResponse } from './relationships.dto.js';

type Relationship = RelationshipsResponse['relationships'][0];

const toRelationship = (pair: CountedPair, all: number): Relationship => {
  const { together, a_correlations: a, b_correlations: b } = pair;
  const { support, lift, npmi, jaccard, gStatistic, pValue } = associationOf({ together, a, b, all });
  return {
    source_pattern_id: pair.a,
    target_pattern_id: pair.b,
    relationship_type: 'used_together',
    strength: jaccard,
    co_occurrence_count: together,
    support,
    lift,
    npmi,
    g_statistic: gStatistic,
    p_value: pValue,
    success_rate_together: (pair.a_successes + pair.b_successes) / (pair.a_usages + pair.b_usages),
    source_success_rate_together: pair.a_successes / pair.a_usages,
    source_success_rate_alone: meanOf(
      pair.a_all_successes - pair.a_successes,
      pair.a_all_usages - pair.a_usages,
    ),
    target_success_rate_together: pair.b_successes / pair.b_usages,
    target_success_rate_alone: meanOf(
      pair.b_all_successes - pair.b_successes,
      pair.b_all_usages - pair.b_usages,
    ),
  };
};

/** Which patterns are used together. */
@Injectable()
export class RelationshipsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly coUsage: CoUsageRepository,
    private readonly totals: UsageTotalsService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError */
  find(query: RelationshipsQueryDto): Promise<JsonAnswer<RelationshipsResponse>> {
    return this.cache.getOrLoadJson({ key: cacheKey('relationships', query) }, () => this.read(query));
  }

  private async read(query: RelationshipsQueryDto): Promise<RelationshipsResponse> {
    const found = await this.coUsage.relationships({
      minTogether: query.min_co_occurrence ?? RANKED_FROM,
      minimums: {
        strength: query.min_strength,
        support: query.min_support,
        npmi: query.min_npmi,
        lift: query.min_lift,
      },
      orderBy: query.order_by ?? 'strength',
      patternId: query.pattern_id ?? null,
      patternType: query.pattern_type ?? null,
      limit: query.limit ?? 500,
    });
    const totals = await this.totals.ofPatterns(found.nodes.map(({ pattern_id }) => pattern_id));
    return {
      nodes: found.nodes.map(({ pattern_id, name, type, degree, page_rank }) => {
        const { usages, successRate } = totals.get(pattern_id) ?? NO_TOTALS;
        return {
          pattern_id,
          pattern_name: displayName(pattern_id, name),
          pattern_type: displayType(type),
          usage_count: usages,
          success_rate: successRate,
          centrality: degree / (found.graphNodes - 1),
          page_rank,
        };
      }),
      relationships: found.edges.map((pair) => toRelationship(pair, found.correlations)),
      total_nodes: found.nodes.length,
      total_edges: found.edges.length,
      total_matching_nodes: found.totalNodes,
      total_matching_edges: found.totalEdges,
      edges_of_any_strength: found.chosenEdges,
      highest: found.highest,
      truncated: found.edges.length < found.totalEdges,
      total_correlations: found.correlations,
      cut_correlations: found.cutCorrelations,
      computed_at: found.computedAt && formatTime(found.computedAt.getTime()),
      notice:
        this.config.store.coUsageRefreshMs === 0
          ? notComputed('which patterns are used together', 'CO_USAGE_REFRESH_SECONDS')
          : null,
    };
  }
}
