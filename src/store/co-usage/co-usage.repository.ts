import type { DataSource } from 'typeorm';
import type { PatternType } from '../../common/pattern-terms.js';
import {
  COUNT_NOTES,
  FORGET_MEMBERS,
  FORGET_PATTERN,
  GRAPH,
  RELATIONSHIPS,
  SET_ASIDE,
} from './co-usage.sql.js';
import { onStore } from '../connection/store-error.js';

/** Of a correlation with more patterns than this, those used most in it count. */
export const MAX_CORRELATION = 200;

/** Changes that one transaction counts: it holds an embedded store's only connection. */
const CHANGES_AT_ONCE = 2000;

/** Correlations that one transaction forgets. */
const FORGOTTEN_AT_ONCE = 2000;

/** Two patterns (a before b by id) and the correlations in which both were used. */
export interface CountedPair {
  readonly a: string;
  readonly b: string;
  /** Correlations with both. */
  readonly together: number;
  readonly a_correlations: number;
  readonly b_correlations: number;
  /** Usages in the correlations with both. */
  readonly a_usages: number;
  readonly a_successes: number;
  readonly b_usages: number;
  readonly b_successes: number;
  /** Usages in all correlations. */
  readonly a_all_usages: number;
  readonly a_all_successes: number;
  readonly b_all_usages: number;
  readonly b_all_successes: number;
}

/** What pairs are ordered by; strength is Jaccard's: together / correlations with either. */
export const PAIR_MEASURES = ['strength', 'support', 'npmi', 'lift'] as const;
export type PairMeasure = (typeof PAIR_MEASURES)[number];

export interface CountedNode {
  readonly pattern_id: string;
  readonly name: string | null;
  readonly type: PatternType | null;
  /** Its relationships in the whole graph. */
  readonly degree: number;
  /** Null where it was not in the graph that was last ranked. */
  readonly page_rank: number | null;
}

export interface RelationshipQuestion {
  /** Correlations in common, at least. */
  readonly minTogether: number;
  readonly minimums: Readonly<Partial<Record<PairMeasure, number>>>;
  readonly orderBy: PairMeasure;
  readonly patternId: string | null;
  readonly patternType: PatternType | null;
  readonly limit: number;
}

/** The first relationships in the order that was asked for, and the true totals. */
export interface CountedRelationships {
  /** Correlations in all, and those of them with more patterns than count. */
  readonly correlations: number;
  readonly cutCorrelations: number;
  /** Null before the first count. */
  readonly computedAt: Date | null;
  readonly totalEdges: number;
  /** Edges whatever their measures, and the highest measure of these; null without any. */
  readonly chosenEdges: number;
  readonly highest: number | null;
  readonly totalNodes: number;
  /** Nodes of the whole graph, whatever else was asked for. */
  readonly graphNodes: number;
  readonly edges: readonly CountedPair[];
  readonly nodes: readonly CountedNode[];
}

/** An undirected graph of patterns: edges as indices into `patterns`, by ascending pattern. */
export interface CoUsageGraph {
  readonly patterns: readonly string[];
  readonly edges: readonly (readonly [a: number, b: number, together: number])[];
}

/** Where a count begins. */
export interface CountStart {
  readonly startedAt: Date;
  /** Null where there is nothing to count. */
  readonly newestNote: string | null;
}

interface Pass {
  readonly notes: number;
  readonly hasEmptyPairs: boolean;
  readonly hasEmptyPatterns: boolean;
}

/** Which patterns are used under one correlation: counted from notes of the write path, and read. */
export class CoUsageRepository {
  constructor(
    private readonly store: DataSource,
    private readonly largestCorrelation = MAX_CORRELATION,
  ) {}

  /** The newest note that there is now, and the database's time before it was looked for. */
  async begin(): Promise<CountStart> {
    const [row] = await onStore(() =>
      this.store.query<CountStart[]>(
        `SELECT now() AS "startedAt", (SELECT max(id) FROM co_usage_note) AS "newestNote"`,
      ),
    );
    return row!;
  }

  /**
   * Counts the oldest notes in one transaction; the lock on the state's row keeps any other count
   * out until it has ended.
   * @param newestNote the last that may be among them.
   * @returns how many notes there were, 0 at the end.
   */
  async countNotes(newestNote: string, changes = CHANGES_AT_ONCE): Promise<number> {
    return onStore(() =>
      this.store.transaction(async (transaction) => {
        await transaction.query('SELECT FROM co_usage_state FOR UPDATE');
        const [pass] = await transaction.query<Pass[]>(COUNT_NOTES, [
          changes,
          this.largestCorrelation,
          newestNote,
        ]);
        const { notes, hasEmptyPairs, hasEmptyPatterns } = pass!;
        if (hasEmptyPairs) await transaction.query('DELETE FROM co_usage_pair WHERE together = 0');
        if (hasEmptyPatterns) await transaction.query('DELETE FROM co_usage_pattern WHERE correlations = 0');
        return notes;
      }),
    );
  }

  /** Leaves the oldest note up to this one alone for a while: it cannot be counted. */
  async setAside(newestNote: string): Promise<void> {
    await onStore(() => this.store.query(SET_ASIDE, [newestNote]));
  }

  /** How many notes could not be counted. */
  async notesAside(): Promise<number> {
    const [row] = await onStore(() =>
      this.store.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM co_usage_note WHERE set_aside_until IS NOT NULL',
      ),
    );
    return row!.n;
  }

  /**
   * Forgets what correlations hold that did not change for so long. They stay counted; a usage that
   * comes in under one of them later begins another.
   */
  async forget(unchangedMs: number, stop?: AbortSignal): Promise<void> {
    for (let forgotten = FORGOTTEN_AT_ONCE; forgotten === FORGOTTEN_AT_ONCE && !stop?.aborted;) {
      forgotten = await onStore(() =>
        this.store.transaction(async (transaction) => {
          await transaction.query('SELECT FROM co_usage_state FOR UPDATE');
          const [row] = await transaction.query<{ forgotten: number }[]>(FORGET_MEMBERS, [
            `${unchangedMs} milliseconds`,
            FORGOTTEN_AT_ONCE,
          ]);
          return row!.forgotten;
        }),
      );
    }
  }

  /** Takes a pattern out of all counts; one that still counts under a correlation stays as it is. */
  async forgetPattern(patternId: string): Promise<void> {
    await onStore(() =>
      this.store.transaction(async (transaction) => {
        await transaction.query('SELECT FROM co_usage_state FOR UPDATE');
        await transaction.query(FORGET_PATTERN, [patternId]);
      }),
    );
  }

  /** The graph of the pairs with at least so many correlations in common. */
  async graph(minTogether: number): Promise<CoUsageGraph> {
    return onStore(() =>
      this.store.transaction('REPEATABLE READ', async (transaction) => {
        const patterns = await transaction.query<{ id: string }[]>(
          'SELECT pattern_id AS id FROM co_usage_pattern ORDER BY pattern_id',
        );
        const rows = await transaction.query<{ source: number; targets: string }[]>(GRAPH, [minTogether]);
        const edges = rows.flatMap(({ source, targets }) =>
          targets.split(',').map((target): [number, number, number] => {
            const [b, together] = target.split(' ');
            return [source, Number(b), Number(together)];
          }),
        );
        return { patterns: patterns.map(({ id }) => id), edges };
      }),
    );
  }

  /** Takes over a new ranking; a pattern that is not in it has none. */
  async rank(patterns: readonly string[], ranks: readonly number[]): Promise<void> {
    await onStore(() =>
      this.store.query(
        `UPDATE co_usage_pattern AS pattern SET page_rank = fresh.page_rank
         FROM co_usage_pattern AS known
         LEFT JOIN unnest($1::uuid[], $2::double precision[]) AS fresh (pattern_id, page_rank)
           ON fresh.pattern_id = known.pattern_id
         WHERE pattern.pattern_id = known.pattern_id
           AND pattern.page_rank IS DISTINCT FROM fresh.page_rank`,
        [patterns, ranks],
      ),
    );
  }

  /** Notes that everything that was committed before this time is counted. */
  async finish(startedAt: Date): Promise<void> {
    await onStore(() => this.store.query('UPDATE co_usage_state SET computed_at = $1', [startedAt]));
  }

  async relationships(question: RelationshipQuestion): Promise<CountedRelationships> {
    const { minTogether, minimums, orderBy, patternId, patternType, limit } = question;
    const [row] = await onStore(() =>
      this.store.query<CountedRelationships[]>(RELATIONSHIPS, [
        minTogether,
        minimums.strength ?? 0,
        patternId,
        patternType,
        limit,
        orderBy,
        minimums.support ?? null,
        minimums.npmi ?? null,
        minimums.lift ?? null,
      ]),
    );
    return row!;
  }
}
