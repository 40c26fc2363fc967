import { DataSource, type DataSourceOptions } from 'typeorm';
import { StoreUnavailableError, TooManyQuestionsError } from '../../common/tracker-error.js';
import { storeFault } from './store-fault.js';
import type { ConnectionQueue } from './turns/connection-queue.js';
import { Semaphore } from './turns/semaphore.js';

/** What a store can do; decided once, where it is opened. */
export interface StoreCapabilities {
  /** PostgreSQL vacuums and writes checkpoints by itself; where it does not, jobs of the tracker do. */
  readonly hasBackgroundWorkers: boolean;
  /** Multi-row inserts that are worth having on their way at a time. */
  readonly writeLanes: number;
  /** Rows of an insert beyond which it gets no faster, and only holds up whoever asks meanwhile. */
  readonly insertRows: number;
  /** It has the extension pg_trgm, so that a search finds what is spelt similarly. */
  readonly hasTrigrams: boolean;
  /** Rows that one statement of a question is to read, so that it holds up nobody for long. */
  readonly sliceRows: number;
  /** Questions of several statements that are worked on at a time, until their answers are written. */
  readonly slicedQuestions: number;
  /** Rows from which on COPY is faster than an insert; Infinity where the store takes none. */
  readonly copyRows: number;
}

/** A store that runs within this process. */
interface OwnStore {
  /** What keeps it from storing, as a sentence. */
  fault(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Questions of several statements that may wait until others have been read. */
const MAX_WAITING = 100;

/** Takes room for about a megabyte, as usages do, and leaves nothing. */
const PROBE = 'CREATE TEMP TABLE pattern_usage_probe ON COMMIT DROP AS SELECT generate_series(1, 30000)';

/** The tracker's connection pool, and whatever has to be closed after it. */
export class TrackerDataSource extends DataSource {
  /**
   * Room for questions that are read in several statements: few are worked on at a time, so that what they have read
   * takes a bounded amount of memory.
   */
  readonly sliced: Semaphore;
  private writeFault: string | undefined;

  /** @param storeIs the store where it is this process's own. */
  constructor(
    options: DataSourceOptions,
    readonly capabilities: StoreCapabilities,
    private readonly storeIs?: OwnStore,
    /** Gives out the connections. */
    readonly queue?: ConnectionQueue,
  ) {
    super(options);
    this.sliced = new Semaphore(
      capabilities.slicedQuestions,
      MAX_WAITING,
      () => new TooManyQuestionsError(MAX_WAITING),
    );
  }

  /**
   * Runs what stores usages, and keeps in mind what prevents it.
   * @throws StoreUnavailableError that says so; other errors as they are.
   */
  async storing<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.writeFault = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.writeFault = error.fault;
      const fault = error.fault ?? (await this.storeIs?.fault());
      throw fault === error.fault ? error : new StoreUnavailableError(error.cause, fault);
    }
  }

  /**
   * What keeps usages from being stored, as a sentence; undefined where nothing is known to. Nobody
   * sends usages to a server that is not ready, so what a write met is tried again here.
   */
  async fault(): Promise<string | undefined> {
    const own = await this.storeIs?.fault();
    if (own !== undefined || this.writeFault === undefined) return own;
    try {
      await this.query(PROBE);
      this.writeFault = undefined;
    } catch (error) {
      this.writeFault = storeFault((error as Error).message);
    }
    return this.writeFault;
  }

  override async destroy(): Promise<void> {
    try {
      await super.destroy();
    } finally {
      await this.storeIs?.close();
    }
  }
}
