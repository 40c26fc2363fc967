import { Module } from '@nestjs/common';
import { LifeCycleService } from './life-cycle.service.js';
import { PatternsService } from './patterns.service.js';

const services = [PatternsService, LifeCycleService];

@Module({ providers: services, exports: services })
export class PatternsModule {}
