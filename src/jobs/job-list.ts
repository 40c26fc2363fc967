import { Inject, Injectable } from '@nestjs/common';
import { CoUsageService } from '../analytics/index.js';
import { Clock } from '../common/clock.js';
import { DAY_MS, HOUR_MS } from '../common/time-range.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { AssessmentService } from '../effectiveness/index.js';
import { IngestionCountRepository } from '../store/repositories/ingestion-count.repository.js';
import { UpkeepRepository } from '../store/repositories/upkeep.repository.js';
import { RollupRefresh } from '../store/rollup-refresh.js';
import { TrackerDataSource } from '../store/tracker-data-source.js';
import type { Job } from './job.js';

/** Several times a minute, so that what has become old enough is not read from the usages for long. */
const ADVANCE_MS = 5000;

const VACUUM_MS = 10 * 60_000;

/** Which jobs there are, and when. */
@Injectable()
export class JobList {
  readonly jobs: readonly Job[];

  constructor(
    @Inject(TRACKER_CONFIG)
    {
      store: { rollupRefreshMs, coUsageRefreshMs, retention, chunkIntervalMs },
      effectiveness: { assessmentMs },
    }: TrackerConfig,
    rollups: RollupRefresh,
    coUsage: CoUsageService,
    assessment: AssessmentService,
    counts: IngestionCountRepository,
    clock: Clock,
    store: TrackerDataSource,
    upkeep: UpkeepRepository,
  ) {
    const jobs: Job[] = [
      {
        name: 'advance rollups',
        about: 'Materialises what has become old enough.',
        everyMs: rollupRefreshMs > 0 ? ADVANCE_MS : 0,
        work: () => rollups.advance(),
      },
      {
        name: 'refresh late rollups',
        about: 'Materialises again what late and amended usages changed.',
        everyMs: rollupRefreshMs,
        isNeeded: () => rollups.isBehind(),
        work: () => rollups.catchUp(),
      },
      {
        name: 'count co-usage',
        about: 'Counts which patterns are used together.',
        everyMs: coUsageRefreshMs,
        work: () => coUsage.refresh(),
      },
      {
        name: 'forget old correlations',
        about: 'Drops what single correlations held once retention has dropped their usages.',
        everyMs: retention.raw === undefined ? 0 : DAY_MS,
        work: () => coUsage.forgetOld(retention.raw! + 2 * chunkIntervalMs),
      },
      {
        name: 'assess patterns',
        about: 'Finds out how well patterns work, where they are going and which to recommend.',
        everyMs: assessmentMs,
        work: () => assessment.refresh(),
      },
      {
        name: 'prune ingestion counts',
        about: 'Forgets counts of what came in that are old enough.',
        everyMs: HOUR_MS,
        work: () => counts.prune(clock.now() - retention.ingestion),
      },
      {
        name: 'vacuum tables',
        about: 'Makes room of deleted rows, as a server’s autovacuum does.',
        everyMs: store.capabilities.backgroundWorkers ? 0 : VACUUM_MS,
        work: () => upkeep.vacuum(),
      },
    ];
    this.jobs = jobs.filter(({ everyMs }) => everyMs > 0);
  }
}
