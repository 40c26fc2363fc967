import { Module } from '@nestjs/common';
import { PatternsService } from './patterns.service.js';
import { RegistrationService } from './registration.service.js';

@Module({
  providers: [PatternsService, RegistrationService],
  exports: [PatternsService, RegistrationService],
})
export class PatternsModule {}
