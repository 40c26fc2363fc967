import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  type Batch,
  type Consumer,
  type EachBatchPayload,
  type Kafka,
  type KafkaMessage,
  type Producer,
} from 'kafkajs';
import { UnstorableError, type Violation } from '../../common/tracker-error.js';
import type { KafkaConfig, TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { SourceCounts } from '../source-counts.js';
import { type BatchReport, IngestionService } from '../ingestion.service.js';
import { UnreadableBatchError } from './codecs/unreadable-batch-error.js';
import { withCodecs } from './codecs/with-codecs.js';
import { createKafka } from './create-kafka.js';
import { deadLetter } from './dead-letter.js';
import { DeadLetterSender } from './dead-letter-sender.js';
import { parseMessage, type PlacedMessage } from './parse-message.js';

/** What the consumer has done since it started, and where it stands. */
export interface ConsumerStatus {
  readonly isConnected: boolean;
  readonly stored: number;
  readonly duplicates: number;
  /** Messages that went to the dead letters. */
  readonly refused: number;
  /** Partitions that wait for the store or the brokers. */
  readonly paused: number;
  /** Messages behind the end of their partition, by partition, as far as its last batch tells. */
  readonly lag: Readonly<Record<number, number>>;
  /** Why a batch can neither be read nor passed over; the reader waits at it. */
  readonly unreadable: string | undefined;
}

const CHUNK = 1000;
const PARTITIONS_AT_A_TIME = 4;
const HEARTBEAT_MS = 3000;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;
/** After which a connection counts as one that holds. */
const CALM_MS = 15_000;

/**
 * Takes usages from Kafka into the one write path. Persist, then offset: an offset is committed once
 * its rows are, and once what can never be stored is in the dead letters. While the store or the dead
 * letters are away a partition pauses and is read again from where it stood.
 */
@Injectable()
export class UsageConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Kafka');
  private readonly config: KafkaConfig | undefined;
  private consumer: Consumer | undefined;
  private deadLetters: Producer | undefined;
  private letters: DeadLetterSender | undefined;
  private readonly stopping = new AbortController();
  private readonly pauses = new Map<number, number>();
  private readonly lag = new Map<number, number>();
  /** Partitions that the group gave to this member. */
  private assigned: ReadonlySet<number> = new Set();
  private isConnected = false;
  private reconnectPause = FIRST_PAUSE_MS;
  private joinedAt = 0;
  private unreadable: string | undefined;
  private counts = { stored: 0, duplicates: 0, refused: 0 };

  constructor(
    @Inject(TRACKER_CONFIG) { kafka }: TrackerConfig,
    private readonly ingestion: IngestionService,
    private readonly sources: SourceCounts,
  ) {
    this.config = kafka;
  }

  /** @returns undefined where Kafka is off. */
  status(): ConsumerStatus | undefined {
    if (!this.config) return undefined;
    const lag = Object.fromEntries(this.lag);
    const { isConnected, unreadable } = this;
    return { isConnected, ...this.counts, paused: this.pauses.size, lag, unreadable };
  }

  onApplicationBootstrap(): void {
    if (this.config) void this.keepConnected(this.config, createKafka(this.config));
  }

  /** Ends with the batch at hand, whose offsets are committed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.disconnect();
  }

  /** The server works without the brokers, and finds them when they come. */
  private async keepConnected(config: KafkaConfig, kafka: Kafka): Promise<void> {
    for (let isFirst = true; !this.isStopping(); isFirst = false) {
      try {
        await this.connect(config, kafka);
        return;
      } catch (error) {
        if (isFirst && !this.isStopping()) {
          this.logger.warn(
            `The brokers are not reachable and will be tried again: ${(error as Error).message}`,
          );
        }
        await this.disconnect();
        await this.waitToReconnect();
      }
    }
  }

  /** Longer each time, until a connection has held. */
  private async waitToReconnect(): Promise<void> {
    const ms = this.reconnectPause;
    this.reconnectPause = Math.min(ms * 2, MAX_PAUSE_MS);
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async reconnect(config: KafkaConfig, kafka: Kafka): Promise<void> {
    await this.disconnect();
    await this.waitToReconnect();
    await this.keepConnected(config, kafka);
  }

  /** A connection that crashes on what it reads does so at once. */
  private noteFetch(): void {
    if (performance.now() - this.joinedAt < CALM_MS) return;
    this.reconnectPause = FIRST_PAUSE_MS;
    this.unreadable = undefined;
  }

  private async connect(config: KafkaConfig, kafka: Kafka): Promise<void> {
    const consumer = kafka.consumer({
      groupId: config.group,
      sessionTimeout: 12_000,
      rebalanceTimeout: 30_000,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: 1000,
      maxBytesPerPartition: 2_097_152,
      maxBytes: 8_388_608,
      retry: { restartOnFailure: () => Promise.resolve(true) },
    });
    this.consumer = consumer;
    this.deadLetters = kafka.producer();
    this.letters = new DeadLetterSender(this.deadLetters, `${config.topic}.dlq`);
    const { GROUP_JOIN, FETCH, CRASH, DISCONNECT } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.keepOnly(payload.memberAssignment[config.topic] ?? []);
      this.comeUp();
    });
    consumer.on(FETCH, () => this.noteFetch());
    consumer.on(DISCONNECT, () => (this.isConnected = false));
    consumer.on(CRASH, ({ payload }) => {
      this.goDown(payload.error);
      if (payload.restart || this.isStopping()) return;
      void this.reconnect(config, kafka);
    });
    await this.deadLetters.connect();
    await consumer.connect();
    await consumer.subscribe({ topic: config.topic, fromBeginning: true });
    this.stopping.signal.throwIfAborted();
    await withCodecs(() =>
      consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_A_TIME,
        eachBatch: (payload) => this.takeBatch(payload),
      }),
    );
  }

  private async disconnect(): Promise<void> {
    const { consumer, deadLetters } = this;
    this.isConnected = false;
    await consumer?.disconnect().catch(() => undefined);
    await deadLetters?.disconnect().catch(() => undefined);
  }

  private async takeBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, partition, messages } = batch;
    const first = batch.firstOffset();
    if (first !== null) this.noteLag(batch, BigInt(first));
    for (let from = 0; from < messages.length; from += CHUNK) {
      if (!payload.isRunning() || payload.isStale()) return;
      const chunk = messages.slice(from, from + CHUNK);
      const last = chunk.at(-1)!.offset;
      const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_MS);
      try {
        await this.takeChunk(topic, partition, chunk);
      } catch (error) {
        this.pause(payload, error as Error);
        return;
      } finally {
        clearInterval(beating);
      }
      this.pauses.delete(partition);
      payload.resolveOffset(last);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      this.noteLag(batch, BigInt(last) + 1n);
      await payload.heartbeat();
    }
  }

  private async takeChunk(topic: string, partition: number, chunk: readonly KafkaMessage[]): Promise<void> {
    const placed = chunk.map((message): PlacedMessage => ({ topic, partition, message }));
    let report: BatchReport;
    try {
      report = await this.ingestion.recordBatchWhenRoom(placed, 'kafka', parseMessage);
    } catch (error) {
      // Only what no repetition mends may be given up; whatever else it is, the partition waits.
      if (!(error instanceof UnstorableError)) throw error;
      await (placed.length > 1 ? this.takeOneByOne(placed) : this.giveUp(placed[0]!, error));
      return;
    }
    const reasons = new Map<number, Violation>();
    for (const error of report.errors) if (!reasons.has(error.index)) reasons.set(error.index, error);
    await this.letters!.send([...reasons].map(([index, reason]) => deadLetter(placed[index]!, reason)));
    this.count(report);
  }

  /** Finds the message that the store refuses. */
  private async takeOneByOne(placed: readonly PlacedMessage[]): Promise<void> {
    for (const { topic, partition, message } of placed) await this.takeChunk(topic, partition, [message]);
  }

  private async giveUp(placed: PlacedMessage, error: UnstorableError): Promise<void> {
    const { topic, partition, message } = placed;
    const place = `${topic}/${partition}/${message.offset}`;
    this.logger.error(`The store refuses the message at ${place}: ${String(error.cause)}`);
    const reason = { pointer: '', code: error.code, allowed: 'what the store takes', message: error.message };
    await this.letters!.send([deadLetter(placed, reason)]);
    this.counts.refused += 1;
    this.sources.refuse('kafka', error.code);
  }

  private count({ stored, duplicates, rejected }: BatchReport): void {
    this.counts.stored += stored;
    this.counts.duplicates += duplicates;
    this.counts.refused += rejected;
  }

  /** What was not resolved is fetched again once the pause is over. */
  private pause(payload: EachBatchPayload, error: Error): void {
    const { partition } = payload.batch;
    const before = this.pauses.get(partition);
    const ms = before === undefined ? FIRST_PAUSE_MS : Math.min(before * 2, MAX_PAUSE_MS);
    if (this.assigned.has(partition)) this.pauses.set(partition, ms);
    if (before === undefined) {
      this.logger.warn(`Partition ${partition} pauses, nothing is skipped: ${error.message}`);
    }
    const resume = payload.pause();
    setTimeout(resume, ms).unref();
  }

  /** Other members speak for the other partitions. */
  private keepOnly(partitions: readonly number[]): void {
    this.assigned = new Set(partitions);
    for (const byPartition of [this.lag, this.pauses]) {
      for (const partition of byPartition.keys()) {
        if (!this.assigned.has(partition)) byPartition.delete(partition);
      }
    }
  }

  /** @param next the first offset that is still to be taken. */
  private noteLag({ partition, highWatermark }: Batch, next: bigint): void {
    if (this.assigned.has(partition)) this.lag.set(partition, Number(BigInt(highWatermark) - next));
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private comeUp(): void {
    this.joinedAt = performance.now();
    if (!this.isConnected) this.logger.log(`Taking usages from ${this.config!.topic}.`);
    this.isConnected = true;
  }

  private goDown(error: Error): void {
    const { cause = error } = error;
    if (cause instanceof UnreadableBatchError && cause.message !== this.unreadable) {
      this.unreadable = cause.message;
      this.logger.error(`Nothing is skipped, but the reader waits: ${cause.message}.`);
    }
    if (this.isConnected) this.logger.warn(`The connection to the brokers failed: ${error.message}`);
    this.isConnected = false;
  }
}
