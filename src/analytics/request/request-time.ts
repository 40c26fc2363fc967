import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import type { RequestClock } from './usage-request.js';

/** What time it is for a request. */
@Injectable()
export class RequestTime {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly clock: Clock,
  ) {}

  read(): RequestClock {
    return { now: this.clock.now(), clockSkewMs: this.config.ingestion.clockSkewMs };
  }
}
