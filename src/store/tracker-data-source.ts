import { DataSource, type DataSourceOptions } from 'typeorm';

/** What a store can do; decided once, where it is opened. */
export interface StoreCapabilities {
  /** Policies run by themselves; where they do not, the server runs them. */
  readonly backgroundWorkers: boolean;
  /** Multi-row inserts that are worth having on their way at a time. */
  readonly writeLanes: number;
  /** Rows of an insert beyond which it gets no faster, and only holds up whoever asks meanwhile. */
  readonly insertRows: number;
  /** It has the extension pg_trgm, so that a search finds what is spelt similarly. */
  readonly trigrams: boolean;
  /** Rows from which on COPY is faster than an insert; Infinity where the store takes none. */
  readonly copyRows: number;
}

/** The tracker's connection pool, and whatever has to be closed after it. */
export class TrackerDataSource extends DataSource {
  constructor(
    options: DataSourceOptions,
    readonly capabilities: StoreCapabilities,
    private readonly closeStore: () => Promise<void>,
  ) {
    super(options);
  }

  override async destroy(): Promise<void> {
    try {
      await super.destroy();
    } finally {
      await this.closeStore();
    }
  }
}
