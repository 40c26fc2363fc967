import { Module } from '@nestjs/common';
import { LifeCycleService } from './life-cycle.service.js';
import { PatternsService } from './patterns.service.js';
import { RegistrationService } from './registration.service.js';

const services = [PatternsService, RegistrationService, LifeCycleService];

@Module({ providers: services, exports: services })
export class PatternsModule {}
