import { Injectable } from '@nestjs/common';
import type { JobContext } from '../../common/job-context.js';
import { reasonOf } from '../../common/reason-of.js';
import { isStoreGone } from '../../store/connection/is-store-gone.js';
import { CoUsageRepository } from '../../store/co-usage/co-usage.repository.js';
import { pageRank } from '../stats/page-rank.js';

/** Correlations that two patterns have in common before they count as related. */
export const RANKED_FROM = 2;

/** Keeps the counts of patterns used together up to date. */
@Injectable()
export class CoUsageService {
  constructor(private readonly coUsage: CoUsageRepository) {}

  /**
   * Counts everything that was committed before this call; what comes in meanwhile is next time's. A note
   * that cannot be counted is left for later, and told of.
   */
  async refresh({ stop, problems = [] }: Partial<JobContext> = {}): Promise<void> {
    const { startedAt, newestNote } = await this.coUsage.begin();
    if (newestNote !== null) {
      while (await this.countSome(newestNote, problems)) if (stop?.aborted) return;
      await this.rank();
      const aside = await this.coUsage.notesAside();
      if (aside > 0) problems.push(`${aside} notes of correlations cannot be counted yet`);
    }
    await this.coUsage.finish(startedAt);
  }

  /** @returns whether there may be more. */
  private async countSome(newestNote: string, problems: string[]): Promise<boolean> {
    try {
      return (await this.coUsage.countNotes(newestNote)) > 0;
    } catch (error) {
      if (isStoreGone(error)) throw error;
    }
    try {
      return (await this.coUsage.countNotes(newestNote, 1)) > 0;
    } catch (error) {
      if (isStoreGone(error)) throw error;
      problems.push(`a note of correlations cannot be counted: ${reasonOf(error)}`);
      await this.coUsage.setAside(newestNote);
      return true;
    }
  }

  /** Counts what an erased pattern leaves, and takes it out of what is counted of forgotten correlations. */
  async forgetPattern(patternId: string): Promise<void> {
    await this.refresh();
    await this.coUsage.forgetPattern(patternId);
  }

  /** Forgets correlations that nothing changed for so long; what they had together stays counted. */
  async forgetOld(unchangedMs: number, stop: AbortSignal): Promise<void> {
    await this.coUsage.forget(unchangedMs, stop);
  }

  private async rank(): Promise<void> {
    const { patterns, edges } = await this.coUsage.graph(RANKED_FROM);
    const related = [...new Set(edges.flatMap(([a, b]) => [a, b]))];
    const places = new Map(related.map((node, place) => [node, place]));
    const ranks = pageRank(
      related.length,
      edges.map(([a, b, together]) => [places.get(a)!, places.get(b)!, together] as const),
    );
    await this.coUsage.rank(
      related.map((node) => patterns[node]!),
      [...ranks],
    );
  }
}
