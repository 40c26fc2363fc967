import { Injectable, type StreamableFile } from '@nestjs/common';
import { parseRfc3339 } from '../../common/rfc3339.js';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { isUuid } from '../../common/uuid.js';
import {
  type StoredUsage,
  UsageExportRepository,
  type UsagePlace,
} from '../../store/usages/usage-export.repository.js';
import { currentWork } from '../../store/connection/turns/store-work.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import { usageFilter } from '../query/usage-filter.js';
import { ReportService } from '../report/report.service.js';
import { exportFile } from './export-file.js';
import { USAGE_COLUMNS } from './usage-columns.js';
import type { UsageExportQueryDto } from './usage-export.dto.js';

/** A page is to be about so many characters of text, within so many rows. */
const PAGE_TEXT = 4 * 1024 * 1024;
const MIN_ROWS = 20;
const FIRST_ROWS = 200;
const MAX_ROWS = 1000;

/** A statement looks through a span of time that is to take it no longer than this. */
const FIRST_SPAN_MS = 7 * DAY_MS;
const MIN_SPAN_MS = 60_000;
const SHORT_MS = 25;
const LONG_MS = 100;

const textOf = (usage: StoredUsage): number =>
  300 +
  [
    usage.context,
    usage.error_message,
    usage.feedback_text,
    usage.issues,
    usage.feedback,
    usage.amendments,
  ].reduce((sum, text) => sum + (text?.length ?? 0), 0);

const rowsNext = (rows: readonly StoredUsage[]): number => {
  const mean = rows.reduce((sum, usage) => sum + textOf(usage), 0) / rows.length;
  return Math.max(MIN_ROWS, Math.min(MAX_ROWS, Math.floor(PAGE_TEXT / mean)));
};

const placeOf = (usage: StoredUsage): UsagePlace => ({ createdAt: usage.created_at.getTime(), id: usage.id });

const placeAfter = (after: string | undefined): UsagePlace | undefined => {
  if (after === undefined) return undefined;
  const [time = '', id] = after.split(',');
  const createdAt = parseRfc3339(time);
  if (createdAt !== undefined && isUuid(id)) return { createdAt, id };
  const allowed = 'created_at and id of a usage, as the export has them, with a comma between';
  const message = `after is ${JSON.stringify(after)}; it must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/after', code: 'not_allowed', allowed, message }]);
};

/** Exports usages one by one. */
@Injectable()
export class UsageExportService {
  constructor(
    private readonly reports: ReportService,
    private readonly usages: UsageExportRepository,
  ) {}

  /**
   * Usages of a range, the oldest first, as a file. The range's end is fixed when the export begins. What
   * was committed by then and not erased since is in it once; what is committed meanwhile is in it where
   * its time lies behind what is read already.
   * @throws InvalidInputError, StoreUnavailableError
   */
  export(query: UsageExportQueryDto): Promise<StreamableFile> {
    const range = this.reports.rangeOf(query, '7d');
    const pages = this.pages(range, usageFilter(query), placeAfter(query.after));
    const table = { name: 'usages', range, columns: USAGE_COLUMNS, pages };
    return exportFile(table, query.format ?? 'csv', query.bom ?? false);
  }

  /** Pages by keyset; each is one statement over a bounded span of time. */
  private async *pages(
    { from, to }: TimeRange,
    filter: UsageFilter,
    after: UsagePlace | undefined,
  ): AsyncGenerator<readonly StoredUsage[]> {
    let place = after;
    let limit = FIRST_ROWS;
    let span = FIRST_SPAN_MS;
    for (let start = Math.max(from, after?.createdAt ?? from); start < to;) {
      const end = Math.min(to, start + span);
      const work = currentWork();
      const before = work.spentMs;
      const rows = await this.usages.page({ from: start, to: end }, filter, place, limit);
      const took = work.spentMs - before;
      const isWhole = rows.length < limit;
      if (rows.length > 0) {
        yield rows;
        place = placeOf(rows.at(-1)!);
        limit = rowsNext(rows);
      }
      start = isWhole ? end : place!.createdAt;
      if (took < SHORT_MS && isWhole) span *= 4;
      if (took > LONG_MS) span = Math.max(MIN_SPAN_MS, span / 4);
    }
  }
}
