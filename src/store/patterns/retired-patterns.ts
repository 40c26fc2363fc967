import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { onStore } from '../connection/store-error.js';

/** A pattern that should be used no longer. */
export interface RetiredPattern {
  readonly id: string;
  /** Since when, in words. */
  readonly notice: string;
}

interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly since: Date;
  readonly replacement: string | null;
  readonly replacement_name: string | null;
}

/** Another instance may have retired one meanwhile; so often it is looked. */
const LOOK_MS = 60_000;

const RETIRED = `
  SELECT pattern.id, pattern.name, pattern.state_since AS since,
    known.id AS replacement, known.name AS replacement_name
  FROM patterns AS pattern LEFT JOIN patterns AS known ON known.id = pattern.replaced_by
  WHERE pattern.state = 'retired'`;

const toRetired = ({ id, name, since, replacement, replacement_name }: Row): RetiredPattern => {
  const instead = replacement === null ? '' : `; use ${displayName(replacement, replacement_name)} instead`;
  return {
    id,
    notice: `${displayName(id, name)} is retired since ${formatTime(since.getTime())}${instead}.`,
  };
};

/**
 * Remembers the few patterns that are retired, so that whoever uses one can be told without a question
 * to the store. What another instance retired is known a minute later at the latest.
 */
export class RetiredPatterns implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Patterns');
  private retired: ReadonlyMap<string, RetiredPattern> = new Map();
  private loading: Promise<void> | undefined;
  private isOverdue = false;
  private isStopping = false;
  private expires = 0;

  constructor(private readonly store: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.load();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.loading;
  }

  /** Whether there are any; looks anew in the background where that was long ago. */
  get hasAny(): boolean {
    if (performance.now() >= this.expires) void this.load();
    return this.retired.size > 0;
  }

  /** Undefined for most. */
  get(id: string): RetiredPattern | undefined {
    return this.retired.size === 0 ? undefined : this.retired.get(id);
  }

  /** Looks anew; resolves once what was committed before is known. Never rejects. */
  async load(): Promise<void> {
    this.isOverdue = true;
    this.expires = performance.now() + LOOK_MS;
    this.loading ??= this.readAll().finally(() => (this.loading = undefined));
    await this.loading;
  }

  /** Again where somebody asked for it while it was read. */
  private async readAll(): Promise<void> {
    while (this.isOverdue && !this.isStopping) {
      this.isOverdue = false;
      await this.read();
    }
  }

  private async read(): Promise<void> {
    try {
      const rows = await onStore(() => this.store.query<Row[]>(RETIRED));
      this.retired = new Map(rows.map((row) => [row.id, toRetired(row)]));
    } catch (error) {
      if (!this.isStopping)
        this.logger.warn(`Retired patterns cannot be read and will be looked for again: ${String(error)}`);
    }
  }
}
