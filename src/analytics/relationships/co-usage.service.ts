import { Injectable } from '@nestjs/common';
import { CoUsageRepository } from '../../store/repositories/co-usage.repository.js';
import { pageRank } from '../stats/page-rank.js';

/** Correlations that two patterns have in common before they count as related. */
export const RANKED_FROM = 2;

/** Keeps the counts of patterns used together up to date. */
@Injectable()
export class CoUsageService {
  constructor(private readonly coUsage: CoUsageRepository) {}

  /** Counts everything that was committed before this call; what comes in meanwhile is next time's. */
  async refresh(): Promise<void> {
    const { startedAt, newestNote } = await this.coUsage.begin();
    if (newestNote !== null) {
      while ((await this.coUsage.countNotes(newestNote)) > 0);
      await this.rank();
    }
    await this.coUsage.finish(startedAt);
  }

  /** Counts what an erased pattern leaves, and takes it out of what is counted of forgotten correlations. */
  async forgetPattern(patternId: string): Promise<void> {
    await this.refresh();
    await this.coUsage.forgetPattern(patternId);
  }

  /** Forgets correlations that nothing changed for so long; what they had together stays counted. */
  async forgetOld(unchangedMs: number): Promise<void> {
    await this.coUsage.forget(unchangedMs);
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
