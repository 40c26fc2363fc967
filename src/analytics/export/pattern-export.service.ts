import { Injectable, type StreamableFile } from '@nestjs/common';
import { PatternRepository, type StoredPattern } from '../../store/patterns/pattern.repository.js';
import type { ExportColumn } from './export-column.js';
import { exportFile } from './export-file.js';
import type { PatternExportQueryDto } from './pattern-export.dto.js';

/** A description is at most 4,000 characters, its tags about as many. */
const PAGE_ROWS = 500;

/** `kind` tells an import what a line is of. */
export const PATTERN_COLUMNS: readonly ExportColumn<StoredPattern>[] = [
  { name: 'kind', kind: 'text', valueOf: () => 'pattern' },
  { name: 'id', kind: 'uuid', valueOf: ({ id }) => id },
  { name: 'name', kind: 'text', valueOf: ({ name }) => name },
  { name: 'named_at', kind: 'time', valueOf: ({ named_at }) => named_at },
  { name: 'type', kind: 'text', valueOf: ({ type }) => type },
  { name: 'node_type', kind: 'text', valueOf: ({ node_type }) => node_type },
  { name: 'description', kind: 'text', valueOf: ({ description }) => description },
  { name: 'tags', kind: 'json', valueOf: ({ tags }) => tags },
  { name: 'version', kind: 'text', valueOf: ({ version }) => version },
  { name: 'described_by', kind: 'text', valueOf: ({ described_by }) => described_by },
  { name: 'first_seen', kind: 'time', valueOf: ({ first_seen }) => first_seen },
];

/** Exports what is known of patterns. */
@Injectable()
export class PatternExportService {
  constructor(private readonly patterns: PatternRepository) {}

  /**
   * Every pattern by ascending id, as a file.
   * @throws InvalidInputError, StoreUnavailableError
   */
  export(query: PatternExportQueryDto): Promise<StreamableFile> {
    const table = { name: 'patterns', range: undefined, columns: PATTERN_COLUMNS, pages: this.pages() };
    return exportFile(table, query.format ?? 'csv', query.bom ?? false);
  }

  private async *pages(): AsyncGenerator<readonly StoredPattern[]> {
    let after: string | null = null;
    for (;;) {
      const rows: StoredPattern[] = await this.patterns.exportPage(after, PAGE_ROWS);
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE_ROWS) return;
      after = rows.at(-1)!.id;
    }
  }
}
