import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';

/** What time is told by while a request is answered, in milliseconds since 1970 UTC. */
export interface RequestTime {
  readonly now: number;
  /** The end of a range up to now: usages may lie so far in the future. */
  readonly latest: number;
}

/** Tells a request what time it is. */
@Injectable()
export class RequestClock {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly clock: Clock,
  ) {}

  read(): RequestTime {
    const now = this.clock.now();
    return { now, latest: now + this.config.ingestion.clockSkewMs + 1 };
  }
}
