import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  type IngestionCounts,
  IngestionCountRepository,
} from '../store/usages/ingestion-count.repository.js';
import { UnmappedNames } from './otlp/unmapped/unmapped-names.js';
import { SourceCounts } from './source-counts.js';

const EVERY_MS = 1000;

const NOTHING: IngestionCounts = { minutes: [], unmapped: [] };

const isEmpty = ({ minutes, unmapped }: IngestionCounts): boolean => minutes.length + unmapped.length === 0;

/**
 * Brings the counts by source, and of what no mapping takes, into the store about once a second. Counts that could not be written are
 * kept and sent again under their number, by which the store knows whether it has them. A process that
 * is killed takes the counts of its last second with it; usages it never does.
 */
@Injectable()
export class SourceCountWriter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Ingestion');
  private readonly id = randomUUID();
  private number = 1;
  /** On their way, or not known to be there. */
  private sent = NOTHING;
  private writing: Promise<void> = Promise.resolve();
  private isWriting = false;
  private isFailing = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly counts: SourceCounts,
    private readonly unmapped: UnmappedNames,
    private readonly repository: IngestionCountRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (!this.isWriting) this.flush().catch(() => undefined);
    }, EVERY_MS).unref();
  }

  /** After the last request, before the store is closed. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush().catch(() => undefined);
  }

  /**
   * Writes everything that was counted until now.
   * @throws StoreUnavailableError; it is tried again by itself.
   */
  flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    try {
      if (!isEmpty(this.sent)) await this.send();
      this.sent = { minutes: this.counts.take(), unmapped: this.unmapped.take() };
      if (!isEmpty(this.sent)) await this.send();
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) {
        this.logger.warn(`What came in cannot be counted now and is kept for later: ${String(error)}`);
      }
      this.isFailing = true;
      throw error;
    } finally {
      this.isWriting = false;
    }
  }

  private async send(): Promise<void> {
    await this.repository.add(this.id, this.number, this.sent);
    this.number += 1;
    this.sent = NOTHING;
  }
}
