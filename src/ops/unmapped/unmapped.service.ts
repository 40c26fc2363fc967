import { Inject, Injectable } from '@nestjs/common';
import { cacheKey } from '../../analytics/index.js';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { DAY_MS, formatTime } from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { isNameless, mappingLine, SourceCountWriter } from '../../ingestion/index.js';
import { type UnmappedName, UnmappedRepository } from '../../store/usages/unmapped.repository.js';
import {
  DEFAULT_NAMES,
  type UnmappedNameDto,
  type UnmappedQueryDto,
  type UnmappedResponse,
} from './unmapped.dto.js';

const toDto = ({
  kind,
  name,
  service,
  attributes,
  count,
  firstSeen,
  lastSeen,
}: UnmappedName): UnmappedNameDto => ({
  kind,
  name,
  count,
  first_seen: formatTime(firstSeen),
  last_seen: formatTime(lastSeen),
  service,
  attributes: [...attributes],
  configuration: kind === 'metric' || isNameless(name) ? null : mappingLine(name, attributes),
});

/** Tells what of OpenTelemetry came in and no mapping takes. */
@Injectable()
export class UnmappedService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly unmapped: UnmappedRepository,
    private readonly writer: SourceCountWriter,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError */
  read(query: UnmappedQueryDto): Promise<JsonAnswer<UnmappedResponse>> {
    return this.cache.getOrLoadJson({ key: cacheKey('unmapped', query) }, () => this.compute(query));
  }

  private async compute({ limit = DEFAULT_NAMES }: UnmappedQueryDto): Promise<UnmappedResponse> {
    await this.writer.flush();
    const { events } = this.config.otlp;
    // What was seen before it was mapped is mapped now.
    const seen = (await this.unmapped.list()).filter(
      ({ kind, name }) => kind === 'metric' || !events.has(name),
    );
    const names = seen.map(toDto);
    return {
      kept_days: this.config.store.retention.ingestion / DAY_MS,
      total_names: names.length,
      names: [
        ...names.filter(({ configuration }) => configuration !== null),
        ...names.filter(({ configuration }) => configuration === null),
      ].slice(0, limit),
    };
  }
}
