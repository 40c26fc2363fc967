import { Module } from '@nestjs/common';
import { ErasureService } from './erasure.service.js';

@Module({ providers: [ErasureService], exports: [ErasureService] })
export class ErasureModule {}
