import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { BackgroundJobs } from './background-jobs.js';
import { JobRunner } from './job-runner.js';

@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [JobRunner, BackgroundJobs],
  exports: [JobRunner],
})
export class JobsModule {}
