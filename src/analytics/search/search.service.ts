import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { displayName, displayType, type NodeType } from '../../common/pattern-terms.js';
import { PatternSearchRepository } from '../../store/patterns/pattern-search.repository.js';
import { cacheKey } from '../query/cache-key.js';
import { NO_TOTALS, UsageTotalsService } from '../usage-stats/usage-totals.service.js';
import type { SearchQueryDto, SearchResponse } from './search.dto.js';

/** Finds patterns and tells how they are used. */
@Injectable()
export class SearchService {
  constructor(
    private readonly patterns: PatternSearchRepository,
    private readonly totals: UsageTotalsService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError */
  search(query: SearchQueryDto): Promise<JsonAnswer<SearchResponse>> {
    return this.cache.getOrLoadJson({ key: cacheKey('search', query) }, () => this.find(query));
  }

  private async find(dto: SearchQueryDto): Promise<SearchResponse> {
    const { query, pattern_type, node_type, limit = 20, offset = 0 } = dto;
    const { total, patterns } = await this.patterns.search({
      query,
      type: pattern_type ?? null,
      nodeType: (node_type?.toLowerCase() as NodeType | undefined) ?? null,
      limit,
      offset,
    });
    const totals = await this.totals.ofPatterns(patterns.map(({ id }) => id));
    return {
      results: patterns.map(({ id, name, type, description, tags, relevance }) => {
        const { usages, successRate } = totals.get(id) ?? NO_TOTALS;
        return {
          pattern_id: id,
          pattern_name: displayName(id, name),
          pattern_type: displayType(type),
          description,
          relevance_score: relevance,
          success_rate: successRate,
          usage_count: usages,
          tags,
        };
      }),
      total_results: patterns.length,
      total_matching: total,
      query,
      search_type: this.patterns.hasTrigrams ? 'full_text_and_trigram' : 'full_text',
    };
  }
}
