import { Injectable } from '@nestjs/common';
import { DroppedDetailError } from '../../common/tracker-error.js';
import { ActorRepository } from '../../store/usages/actor.repository.js';
import type { ActorCount, ActorQuestion } from '../../store/usages/actor-question.js';
import { actorCounts, UNKNOWN_ACTORS } from './actor-counts.js';
import type { ActorCounts } from './actors.dto.js';

/** Tells who used what, for answers that are about more than that. */
@Injectable()
export class ActorCountsService {
  constructor(private readonly actors: ActorRepository) {}

  /**
   * Counts by slice and by pattern; of all patterns together where the question has no key.
   * @throws StoreUnavailableError, TooManyQuestionsError
   */
  async of(question: ActorQuestion): Promise<(slice: number, patternId?: string) => Readonly<ActorCounts>> {
    const rows = await this.kept(question);
    if (!rows) return () => UNKNOWN_ACTORS;
    const found = new Map(rows.map((row) => [`${row.slice} ${row.key ?? ''}`, row]));
    return (slice, patternId = '') => actorCounts(found.get(`${slice} ${patternId}`));
  }

  /** @returns undefined where retention dropped what would have to be read. */
  private async kept(question: ActorQuestion): Promise<ActorCount[] | undefined> {
    try {
      return await this.actors.count(question);
    } catch (error) {
      if (error instanceof DroppedDetailError) return undefined;
      throw error;
    }
  }
}
