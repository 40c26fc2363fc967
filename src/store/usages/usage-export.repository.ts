import type { DataSource } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import type { USAGE_FIELDS, UsageFieldName } from '../../common/usage-fields.js';
import { onStore } from '../connection/store-error.js';
import { usageExportSql } from './usage-export.sql.js';
import type { UsageFilter } from './usage-question.js';

interface Read {
  readonly uuid: string;
  readonly text: string;
  readonly json: string;
  readonly texts: string;
  readonly time: Date;
  readonly integer: number;
  readonly bigint: number;
  readonly number: number;
  readonly flag: boolean;
}

type Fields = typeof USAGE_FIELDS;

/** A usage with everything that is stored of it; what is JSON or a list is JSON text. */
export type StoredUsage = {
  readonly [Name in UsageFieldName]:
    Read[Fields[Name]['kind']] | (Fields[Name] extends { readonly isRequired: true } ? never : null);
} & {
  /** What is known of its pattern. */
  readonly pattern_name: string | null;
  readonly pattern_type: string | null;
  readonly node_type: string | null;
};

/** A usage's place in the order of an export: its time, and its id among those of the same time. */
export interface UsagePlace {
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly id: string;
}

/** Reads usages one by one, a page a statement, so that nothing is held open between the pages. */
export class UsageExportRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * The next usages of a range in the order of time and id.
   * @param after the last one of the page before.
   * @throws StoreUnavailableError
   */
  page(
    range: TimeRange,
    filter: UsageFilter,
    after: UsagePlace | undefined,
    limit: number,
  ): Promise<StoredUsage[]> {
    const { text, values } = usageExportSql(range, filter, after, limit);
    return onStore(() => this.store.query<StoredUsage[]>(text, [...values]));
  }
}
