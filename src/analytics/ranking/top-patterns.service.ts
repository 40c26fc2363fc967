import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { NodeType } from '../../common/pattern-terms.js';
import { ReportService } from '../report/report.service.js';
import type { TopPatternsQueryDto, TopPatternsResponse } from './top-patterns.dto.js';
import { topPatterns } from './top-patterns.js';
import { UsedPatternsService } from './used-patterns.service.js';

const DEFAULT_LIMIT = 10;

/** Which patterns succeed most. */
@Injectable()
export class TopPatternsService {
  constructor(
    private readonly reports: ReportService,
    private readonly patterns: UsedPatternsService,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  rank(query: TopPatternsQueryDto): Promise<JsonAnswer<TopPatternsResponse>> {
    return this.reports.answerOfHistory('top-patterns', query, async (range, ends) => {
      const { node_type = null, limit = DEFAULT_LIMIT } = query;
      const filter = node_type === null ? {} : { nodeType: node_type.toLowerCase() as NodeType };
      const { patterns } = await this.patterns.read(range, filter);
      const top = topPatterns(patterns, limit);
      return {
        top_patterns: top,
        total_patterns: top.length,
        total_matching: patterns.length,
        filter_criteria: { node_type, limit },
        ...ends,
      };
    });
  }
}
