import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { AnswerCache } from '../cache/answer-cache.js';
import { LiveClients } from '../live/index.js';
import { SourceCounts, IngestionService, OtlpService, UsageConsumer } from '../ingestion/index.js';

/** What a Prometheus server may ask of this instance. */
@Injectable()
export class MetricsService implements OnApplicationShutdown {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  private readonly registry = new Registry();

  constructor(
    ingestion: IngestionService,
    kafka: UsageConsumer,
    otlp: OtlpService,
    cache: AnswerCache,
    live: LiveClients,
    sources: SourceCounts,
  ) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'pattern_usage_write_queue_usages',
      help: 'Usages that wait or are on their way to the store.',
      registers,
      collect() {
        this.set(ingestion.pending);
      },
    });
    new Counter({
      name: 'pattern_usage_otlp_records_total',
      help: 'Log records and spans taken over OTLP: stored, stored before, refused, or ignored as they are no usage.',
      labelNames: ['result'],
      registers,
      collect() {
        this.reset();
        for (const [result, count] of Object.entries(otlp.counts)) this.inc({ result }, count);
      },
    });
    new Counter({
      name: 'pattern_usage_cache_answers_total',
      help: 'Answers that can be kept: kept (hit), kept but overtaken by a write within the last second (stale), computed for another at the same time (shared), or computed (miss).',
      labelNames: ['result'],
      registers,
      collect() {
        this.reset();
        for (const [result, count] of Object.entries(cache.counts)) this.inc({ result }, count as number);
      },
    });
    new Gauge({
      name: 'pattern_usage_live_clients',
      help: 'Clients that follow what changes, over Server-Sent Events (sse) or WebSockets.',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, count] of Object.entries(live.connected)) this.set({ kind }, count);
      },
    });
    new Counter({
      name: 'pattern_usage_live_updates_total',
      help: 'Updates that were sent to such clients.',
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const [kind, count] of Object.entries(live.updates)) this.inc({ kind }, count);
      },
    });
    this.describeSources(sources);
    if (kafka.status()) this.describeKafka(kafka);
  }

  /** All metrics in Prometheus' text format. */
  read(): Promise<string> {
    return this.registry.metrics();
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  private describeSources({ totals }: SourceCounts): void {
    const registers = [this.registry];
    new Counter({
      name: 'pattern_usage_received_usages_total',
      help: 'Usages by the door they came in by: stored, amended by feedback, stored before, or refused.',
      labelNames: ['door', 'result'],
      registers,
      collect() {
        this.reset();
        for (const [source, { stored, amended, duplicates, refused }] of Object.entries(totals)) {
          this.inc({ door: source, result: 'stored' }, stored);
          this.inc({ door: source, result: 'amended' }, amended);
          this.inc({ door: source, result: 'duplicate' }, duplicates);
          const all = [...refused.values()].reduce((sum, count) => sum + count, 0);
          this.inc({ door: source, result: 'refused' }, all);
        }
      },
    });
    new Counter({
      name: 'pattern_usage_refused_usages_total',
      help: 'Refused usages by door and by the code of the reason.',
      labelNames: ['door', 'code'],
      registers,
      collect() {
        this.reset();
        for (const [source, { refused }] of Object.entries(totals)) {
          for (const [code, count] of refused) this.inc({ door: source, code }, count);
        }
      },
    });
  }

  private describeKafka(kafka: UsageConsumer): void {
    const registers = [this.registry];
    new Counter({
      name: 'pattern_usage_kafka_messages_total',
      help: 'Messages taken from Kafka: stored, stored before, or refused and in the dead letters.',
      labelNames: ['result'],
      registers,
      collect() {
        const { stored, duplicates, refused } = kafka.status()!;
        this.reset();
        this.inc({ result: 'stored' }, stored);
        this.inc({ result: 'duplicate' }, duplicates);
        this.inc({ result: 'refused' }, refused);
      },
    });
    new Gauge({
      name: 'pattern_usage_kafka_lag_messages',
      help: 'Messages behind the end of the partition, as of its last batch.',
      labelNames: ['partition'],
      registers,
      collect() {
        this.reset();
        for (const [partition, lag] of Object.entries(kafka.status()!.lag)) this.set({ partition }, lag);
      },
    });
    new Gauge({
      name: 'pattern_usage_kafka_paused_partitions',
      help: 'Partitions that wait for the store or the dead letters.',
      registers,
      collect() {
        this.set(kafka.status()!.paused);
      },
    });
    new Gauge({
      name: 'pattern_usage_kafka_connected',
      help: '1 while the consumer belongs to its group.',
      registers,
      collect() {
        this.set(kafka.status()!.isConnected ? 1 : 0);
      },
    });
  }
}
