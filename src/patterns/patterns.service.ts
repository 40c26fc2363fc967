import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { JsonAnswer } from '../cache/json-answer.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { isAsExpected } from '../common/precondition.js';
import { changedMeanwhile } from '../common/problem/changed-meanwhile.js';
import type { NodeType } from '../common/pattern-terms.js';
import { parseRfc3339 } from '../common/rfc3339.js';
import { ALL_TIMES } from '../common/time-range.js';
import { UnknownPatternError } from '../common/tracker-error.js';
import { PatternRepository } from '../store/patterns/pattern.repository.js';
import type { PatternDescriptionDto, PatternResponse } from './pattern.dto.js';
import { toResponse } from './to-response.js';

/** Whether it clears all that was said, so that the next one to say anything, a scan as well, may. */
const saysNothing = ({ name, type, node_type, description, tags }: PatternDescriptionDto): boolean =>
  (name ?? type ?? node_type ?? description ?? tags?.[0]) == null;

/** What is known of patterns beside their usages. */
@Injectable()
export class PatternsService {
  constructor(
    private readonly patterns: PatternRepository,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
  ) {}

  /** @throws UnknownPatternError */
  async get(id: string): Promise<PatternResponse> {
    const pattern = await this.patterns.find(id);
    if (!pattern) throw new UnknownPatternError(id);
    return toResponse(pattern);
  }

  /**
   * Replaces the description of a pattern; one that is not known yet becomes known.
   * @param headers what the request expects of the pattern (If-Match, If-None-Match).
   * @param named its name where the description has none.
   * @throws ProblemError where it is not so.
   */
  async describe(
    id: string,
    dto: PatternDescriptionDto,
    headers: IncomingHttpHeaders,
    named?: string,
  ): Promise<PatternResponse> {
    const description = {
      name: dto.name ?? named ?? null,
      namedAt: dto.named_at == null ? null : parseRfc3339(dto.named_at)!,
      type: dto.type ?? null,
      nodeType: (dto.node_type?.toLowerCase() as NodeType | undefined) ?? null,
      description: dto.description ?? null,
      tags: dto.tags ?? [],
      version: dto.version ?? null,
      describedBy: dto.described_by ?? (saysNothing(dto) ? 'usage' : 'person'),
    };
    const transaction = await this.patterns.describe(id, description, (known) =>
      isAsExpected(headers, known && JsonAnswer.of(toResponse(known)).hash),
    );
    if (transaction === undefined) throw changedMeanwhile();
    // Answers show patterns by their names.
    await this.cache.invalidate(ALL_TIMES);
    this.changes.publish({ transaction, described: [id] });
    return this.get(id);
  }
}
