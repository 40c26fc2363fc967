import type { NodeType, PatternType } from '../../common/pattern-terms.js';
import { MIN_SIMILARITY, searchSql } from './pattern-search.sql.js';
import { onStore } from '../connection/store-error.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';

export interface SearchQuestion {
  /** As people type it: words, "phrases", -without, or. */
  readonly query: string;
  readonly type: PatternType | null;
  readonly nodeType: NodeType | null;
  readonly limit: number;
  readonly offset: number;
}

export interface FoundPattern {
  readonly id: string;
  readonly name: string | null;
  readonly type: PatternType | null;
  readonly node_type: NodeType | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  /** 0..1 */
  readonly relevance: number;
}

/** A page of what was found, and how much there is. */
export interface FoundPatterns {
  readonly total: number;
  readonly patterns: readonly FoundPattern[];
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Finds patterns by what is said of them. */
export class PatternSearchRepository {
  private readonly statement: string;

  constructor(private readonly store: TrackerDataSource) {
    this.statement = searchSql(store.capabilities.hasTrigrams);
  }

  /** Whether something similar is found as well. */
  get hasTrigrams(): boolean {
    return this.store.capabilities.hasTrigrams;
  }

  async search(question: SearchQuestion): Promise<FoundPatterns> {
    const { query, type, nodeType, limit, offset } = question;
    const values = [query, `%${escapeLike(query)}%`, type, nodeType, limit, offset];
    return onStore(() =>
      this.store.transaction(async (transaction) => {
        if (this.hasTrigrams) {
          // What the operator <% that the index knows goes by; for this transaction alone.
          await transaction.query(`SET LOCAL pg_trgm.word_similarity_threshold = ${MIN_SIMILARITY}`);
        }
        const [found] = await transaction.query<FoundPatterns[]>(this.statement, values);
        return found!;
      }),
    );
  }
}
