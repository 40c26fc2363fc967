import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AnalyticsModule } from '../analytics/index.js';
import { EffectivenessModule } from '../effectiveness/index.js';
import { IngestionModule } from '../ingestion/index.js';
import { BackgroundJobs } from './background-jobs.js';
import { JobList } from './job-list.js';
import { JobRunner } from './job-runner.js';

@Module({
  imports: [ScheduleModule.forRoot(), AnalyticsModule, EffectivenessModule, IngestionModule],
  providers: [JobRunner, JobList, BackgroundJobs],
  exports: [JobList, BackgroundJobs],
})
export class JobsModule {}
