import { Inject, Injectable } from '@nestjs/common';
import { CoUsageService } from '../analytics/index.js';
import { DAY_MS, HOUR_MS } from '../common/time-range.js';
import type { Retention, TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { AssessmentService } from '../effectiveness/index.js';
import { EvaluationService } from '../ingestion/index.js';
import { CallRepository } from '../store/calls/call.repository.js';
import { EvaluationRepository } from '../store/calls/evaluation.repository.js';
import { CounterRepository } from '../store/counters/counter.repository.js';
import { ChunkRepository } from '../store/retention/chunk.repository.js';
import { ChunkUpkeep } from '../store/retention/chunk-upkeep.js';
import { IngestionCountRepository } from '../store/usages/ingestion-count.repository.js';
import { RetentionClock } from '../store/retention/retention-clock.repository.js';
import { UpkeepRepository } from '../store/jobs/upkeep.repository.js';
import { RollupRefresh } from '../store/rollups/rollup-refresh.js';
import { TrackerDataSource } from '../store/connection/tracker-data-source.js';
import type { Job } from './job.js';

/** Several times a minute, so that what has become old enough is not read from the usages for long. */
const ADVANCE_MS = 5000;

/** Records of one call come within a session; agents are left open over a weekend, and exporters try again for hours. */
const CALLS_KEPT_MS = 7 * DAY_MS;

const EVALUATE_MS = 60_000;
const TOGETHER_MS = 60_000;
const VACUUM_MS = 10 * 60_000;

/** At full speed an embedded store writes some hundred megabytes of log in this time. */
const CHECKPOINT_MS = 5000;
const days = (ms: number): string => `${ms / DAY_MS} days`;

/** "minutes after 9 days, usages after 30 days" */
const expiries = ({ minute, raw, hour, day, week }: Retention): string =>
  Object.entries({ minutes: minute, usages: raw, hours: hour, days: day, weeks: week })
    .flatMap(([what, kept]) => (kept === undefined ? [] : [`${what} after ${days(kept)}`]))
    .join(', ');

/** What is built of the usages, and what retention takes away. */
const rollupJobs = (
  { rollupRefreshMs, retention, columnstoreAfterMs }: TrackerConfig['store'],
  rollups: RollupRefresh,
  upkeepOfChunks: ChunkUpkeep,
): Job[] => [
  {
    name: 'advance rollups',
    about: 'Materialises what has become old enough.',
    everyMs: ADVANCE_MS,
    work: (context) => rollups.advance(context),
  },
  {
    name: 'refresh late rollups',
    about: 'Materialises again what late and amended usages changed.',
    everyMs: rollupRefreshMs,
    isNeeded: () => rollups.isBehind(),
    work: (context) => rollups.catchUp(context),
  },
  {
    name: 'drop expired data',
    about: `Drops, where all that is built of it is computed, ${expiries(retention)}.`,
    everyMs: HOUR_MS,
    work: (context) => upkeepOfChunks.dropExpired(context),
  },
  {
    name: 'fill the columnstore',
    about: `Moves usages and the rollups by pattern to the columnstore after ${days(columnstoreAfterMs)}.`,
    everyMs: HOUR_MS,
    work: (context) => upkeepOfChunks.convert(context),
  },
];

/** What is counted beside the rollups. */
const countingJobs = (
  { store: { coUsageRefreshMs, retention, chunkIntervalMs }, effectiveness: { assessmentMs } }: TrackerConfig,
  coUsage: CoUsageService,
  assessment: AssessmentService,
  counts: IngestionCountRepository,
  retentionClock: RetentionClock,
): Job[] => [
  {
    name: 'count co-usage',
    about: 'Counts which patterns are used together.',
    everyMs: coUsageRefreshMs,
    setting: 'CO_USAGE_REFRESH_SECONDS',
    work: (context) => coUsage.refresh(context),
  },
  {
    name: 'forget old correlations',
    about: 'Drops what single correlations held once retention has dropped their usages.',
    everyMs: retention.raw === undefined ? 0 : DAY_MS,
    work: async ({ stop }) => {
      const time = await retentionClock.read();
      if (!time) return;
      await coUsage.forgetOld(retention.raw! + 2 * chunkIntervalMs + time.now - time.confirmed, stop);
    },
  },
  {
    name: 'assess patterns',
    about: 'Finds out how well patterns work, where they are going and which to recommend.',
    everyMs: assessmentMs,
    setting: 'ASSESSMENT_SECONDS',
    work: ({ problems }) => assessment.refresh(problems),
  },
  {
    name: 'prune ingestion counts',
    about: 'Forgets counts of what came in that are old enough.',
    everyMs: HOUR_MS,
    work: async () => {
      const time = await retentionClock.read();
      if (time) await counts.prune(time.confirmed - retention.ingestion);
    },
  },
];

/** What is kept of telemetry until what belongs to it has come. */
const telemetryJobs = (
  { day: countersKeptMs }: Retention,
  counters: CounterRepository,
  calls: CallRepository,
  waiting: EvaluationRepository,
  evaluations: EvaluationService,
  retentionClock: RetentionClock,
): Job[] => [
  {
    name: 'apply evaluations',
    about: 'Applies evaluations that came at the same time as their usages.',
    everyMs: EVALUATE_MS,
    isNeeded: () => waiting.isAnyWaiting(),
    work: () => evaluations.catchUp(),
  },
  {
    name: 'forget telemetry',
    about: `Forgets after ${days(CALLS_KEPT_MS)} what single records said of calls, after a day evaluations whose usage did not come${countersKeptMs === undefined ? '' : `, and after ${days(countersKeptMs)} what counters told`}.`,
    everyMs: HOUR_MS,
    work: async () => {
      const time = await retentionClock.read();
      if (!time) return;
      await calls.prune(time.confirmed - CALLS_KEPT_MS);
      await waiting.prune(time.confirmed - DAY_MS);
      if (countersKeptMs !== undefined) await counters.prune(time.confirmed - countersKeptMs);
    },
  },
];

/** What keeps the tables small and quick. */
const upkeepJobs = (
  { capabilities }: TrackerDataSource,
  upkeep: UpkeepRepository,
  chunks: ChunkRepository,
): Job[] => [
  {
    name: 'put chunks together',
    about: 'Makes few chunks of many old ones, as a question opens them all.',
    everyMs: TOGETHER_MS,
    isNeeded: () => chunks.areMany(),
    work: () => chunks.putTogether(),
  },
  {
    name: 'vacuum tables',
    about: 'Makes room of deleted rows, as a server’s autovacuum does.',
    everyMs: capabilities.hasBackgroundWorkers ? 0 : VACUUM_MS,
    work: (context) => upkeep.vacuum(context),
  },
  {
    name: 'checkpoint',
    about: 'Writes the tables out and frees the log, as a server’s checkpointer does.',
    everyMs: capabilities.hasBackgroundWorkers ? 0 : CHECKPOINT_MS,
    isNeeded: () => upkeep.isCheckpointDue(),
    work: () => upkeep.checkpoint(),
  },
];

/** Which jobs there are, and when. */
@Injectable()
export class JobList {
  /** Those that run. */
  readonly jobs: readonly Job[];
  /** Those that a setting keeps from running. */
  readonly switchedOff: readonly Job[];

  constructor(
    @Inject(TRACKER_CONFIG) config: TrackerConfig,
    rollups: RollupRefresh,
    coUsage: CoUsageService,
    assessment: AssessmentService,
    counts: IngestionCountRepository,
    retentionClock: RetentionClock,
    upkeepOfChunks: ChunkUpkeep,
    store: TrackerDataSource,
    upkeep: UpkeepRepository,
    chunks: ChunkRepository,
    counters: CounterRepository,
    calls: CallRepository,
    waiting: EvaluationRepository,
    evaluations: EvaluationService,
  ) {
    const jobs = [
      ...rollupJobs(config.store, rollups, upkeepOfChunks),
      ...countingJobs(config, coUsage, assessment, counts, retentionClock),
      ...telemetryJobs(config.store.retention, counters, calls, waiting, evaluations, retentionClock),
      ...upkeepJobs(store, upkeep, chunks),
    ];
    this.jobs = jobs.filter(({ everyMs }) => everyMs > 0);
    this.switchedOff = jobs.filter(({ everyMs, setting }) => everyMs === 0 && setting !== undefined);
  }
}
