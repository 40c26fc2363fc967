import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { NodeType } from '../../common/pattern-terms.js';
import { FRESH_MS } from '../fresh-ms.js';
import { questionKey } from '../request/usage-request.js';
import { PatternTotalsService } from './pattern-totals.service.js';
import { saidRange } from './said-range.js';
import { topPatterns } from './top-patterns.js';
import type { TopPatternsQueryDto, TopPatternsResponse } from './top-patterns.dto.js';

const DEFAULT_LIMIT = '10';

/** Which patterns succeed most. */
@Injectable()
export class TopPatternsService {
  constructor(
    private readonly totals: PatternTotalsService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  rank(query: TopPatternsQueryDto): Promise<TopPatternsResponse> {
    return this.cache.getOrLoad(questionKey('top-patterns', query), FRESH_MS, () => this.compute(query));
  }

  private async compute(query: TopPatternsQueryDto): Promise<TopPatternsResponse> {
    const { node_type = null, limit = DEFAULT_LIMIT } = query;
    const filter = node_type === null ? {} : { nodeType: node_type.toLowerCase() as NodeType };
    const { patterns, range } = await this.totals.read(query, filter);
    return {
      top_patterns: topPatterns(patterns, Number(limit)),
      total_patterns: patterns.length,
      filter_criteria: { node_type, limit: Number(limit) },
      ...saidRange(range),
    };
  }
}
