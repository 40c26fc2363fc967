import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { NodeType } from '../../common/pattern-terms.js';
import { questionKey } from '../request/usage-request.js';
import { saidRange } from './said-range.js';
import type { TopPatternsQueryDto, TopPatternsResponse } from './top-patterns.dto.js';
import { topPatterns } from './top-patterns.js';
import { UsedPatternsService } from './used-patterns.service.js';

const DEFAULT_LIMIT = 10;

/** Which patterns succeed most. */
@Injectable()
export class TopPatternsService {
  constructor(
    private readonly patterns: UsedPatternsService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async rank(query: TopPatternsQueryDto): Promise<JsonAnswer<TopPatternsResponse>> {
    const range = this.patterns.rangeOf(query);
    return this.cache.getOrLoadJson({ key: questionKey('top-patterns', query), range }, () =>
      this.compute(query),
    );
  }

  private async compute(query: TopPatternsQueryDto): Promise<TopPatternsResponse> {
    const range = this.patterns.rangeOf(query);
    const { node_type = null, limit = DEFAULT_LIMIT } = query;
    const filter = node_type === null ? {} : { nodeType: node_type.toLowerCase() as NodeType };
    const { patterns } = await this.patterns.read(range, filter);
    const top = topPatterns(patterns, limit);
    return {
      top_patterns: top,
      total_patterns: top.length,
      total_matching: patterns.length,
      filter_criteria: { node_type, limit },
      ...saidRange(range),
    };
  }
}
