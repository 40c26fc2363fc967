import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Producer } from 'kafkajs';
import { v7 as uuidV7 } from 'uuid';
import { Clock } from '../../common/clock.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { patternIdOf } from '../../common/pattern-id.js';
import { parseUsage } from '../parse-usage.js';
import type { UsageDto } from '../usage.dto.js';
import { USAGE_RULES, type UsageRules } from '../usage-rules.js';
import { createKafka } from './create-kafka.js';

/**
 * Publishes usages to the topic that the tracker takes them from, for modules that would rather not
 * wait for the store.
 */
@Injectable()
export class UsagePublisher implements OnApplicationShutdown {
  private producer: Promise<Producer> | undefined;

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    @Inject(USAGE_RULES) private readonly rules: UsageRules,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves once every in-sync replica has the usages. What has no id gets one, so that a usage
   * that is delivered twice is counted once.
   * @param usages bodies of POST /usage.
   * @returns their ids, in order.
   * @throws InvalidInputError where one is wrong, and none is published; the client's own errors.
   */
  async publish(...usages: readonly Omit<UsageDto, never>[]): Promise<string[]> {
    const { kafka } = this.config;
    if (!kafka) throw new Error('Kafka is off: set KAFKA_BROKERS.');
    const now = this.clock.now();
    const named = usages.map((usage) => ({ ...usage, id: usage.id ?? uuidV7({ msecs: now }) }));
    const parsed = named.map((usage) => parseUsage(usage, now, this.rules));
    const violations = parsed.flatMap(
      (one, index) =>
        one.violations?.map((fault) => ({ ...fault, pointer: `/${index}${fault.pointer}` })) ?? [],
    );
    if (violations.length > 0) throw new InvalidInputError(violations);
    const producer = await this.connected();
    await producer.send({
      topic: kafka.topic,
      acks: -1,
      messages: named.map((usage, at) => ({
        key: patternIdOf((usage.pattern ?? usage.pattern_id)!),
        // The topic may be read by others.
        value: JSON.stringify({ ...usage, actor: parsed[at]!.usage!.actor ?? undefined }),
      })),
    });
    return named.map(({ id }) => id);
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.producer?.catch(() => undefined))?.disconnect();
  }

  private connected(): Promise<Producer> {
    this.producer ??= this.connect().catch((error: unknown) => {
      this.producer = undefined;
      throw error;
    });
    return this.producer;
  }

  private async connect(): Promise<Producer> {
    // Not idempotent: kafkajs may give two sends one sequence after an error, and the broker drops the second.
    const producer = createKafka(this.config.kafka!).producer();
    await producer.connect();
    return producer;
  }
}
