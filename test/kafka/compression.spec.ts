import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CompressionCodecs, CompressionTypes, Kafka, logLevel } from 'kafkajs';
import request from 'supertest';
import { v4 as uuidV4, v7 as uuidV7 } from 'uuid';
import { UsageConsumer } from '../../src/ingestion/index.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';
import { committedOffset } from '../support/kafka/committed-offset.js';
import { createTopic } from '../support/kafka/create-topic.js';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.js';
import { KafkaBroker } from '../support/kafka/kafka-broker.js';
import { readLetters } from '../support/kafka/read-letters.js';
import { until } from '../support/until.js';

const PATTERN = uuidV4();

const usage = (fields: object = {}): string =>
  JSON.stringify({ pattern_id: PATTERN, outcome: 'success', ...fields });

describeWithKafka('compressed usages from Kafka', () => {
  let broker: KafkaBroker;
  let kafka: Kafka;
  const apps: NestFastifyApplication[] = [];

  beforeAll(async () => {
    broker = await KafkaBroker.create();
    await broker.start();
    kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(() => broker.stop());

  const newTopic = (): Promise<string> =>
    createTopic(kafka, [{ name: 'max.message.bytes', value: '10000000' }]);
  const committed = (topic: string): Promise<number> => committedOffset(kafka, topic);
  const openApp = async (topic: string): Promise<NestFastifyApplication> => {
    const settings = { KAFKA_BROKERS: broker.address, KAFKA_TOPIC: topic, KAFKA_GROUP: `group-${topic}` };
    const app = await openHttpApp(settings);
    apps.push(app);
    return app;
  };
  const idsIn = async (app: NestFastifyApplication): Promise<string[]> => {
    const rows = await app.get(TrackerDataSource).query<{ id: string }[]>('SELECT id FROM pattern_feedback');
    return rows.map(({ id }) => id).sort();
  };
  const statusOf = (app: NestFastifyApplication): NonNullable<ReturnType<UsageConsumer['status']>> =>
    app.get(UsageConsumer).status()!;

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'are read as Java producers compress them by %s, and one that decompresses to too much goes to the dead letters',
    async (codec) => {
      const topic = await newTopic();
      const compressed = `compression.type=${codec}`;
      const tooLarge = usage({ context: { fill: 'x'.repeat(34_000_000) } });
      const ids = Array.from({ length: 3000 }, () => uuidV7());
      const context = { fill: 'the same in every usage '.repeat(10) };
      const lines = ids.map((id) => usage({ id, context, quality_score: Math.random() }));
      // In batches of several of the codecs' blocks; what is larger than a batch is one of its own.
      const batches = ['batch.size=400000', 'linger.ms=200'];
      const limits = ['max.request.size=50000000', 'buffer.memory=100000000'];
      broker.produce(topic, [tooLarge, ...lines], [compressed, ...batches, ...limits]);
      const app = await openApp(topic);
      await until(async () => (await committed(topic)) === ids.length + 1);
      expect(await idsIn(app)).toEqual(ids.sort());
      expect(statusOf(app)).toMatchObject({ stored: 3000, refused: 1, paused: 0 });
      const [letter] = await readLetters(kafka, `${topic}.dlq`, 1);
      expect(letter).toMatchObject({ value: null, headers: { 'error-code': 'unreadable' } });
      expect(letter!.headers['error-message']).toContain('cannot be unpacked to at most 33554432 bytes');
    },
    120_000,
  );

  it('go to the dead letters with their batch where the disk of the broker damaged it', async () => {
    const topic = await newTopic();
    const damaged = Array.from({ length: 20 }, () => usage());
    // Without a key, the producer's batch goes to one partition.
    broker.produce(topic, damaged, ['compression.type=lz4', 'linger.ms=500']);
    await broker.stop('SIGTERM');
    broker.damage(topic);
    await broker.start();
    const ids = Array.from({ length: 20 }, () => uuidV7());
    const lines = ids.map((id) => usage({ id }));
    broker.produce(topic, lines, ['compression.type=lz4', 'linger.ms=500']);
    const app = await openApp(topic);
    await until(async () => (await committed(topic)) === 40);
    expect(await idsIn(app)).toEqual(ids.sort());
    const letters = await readLetters(kafka, `${topic}.dlq`, 20);
    const offsets = letters.map(({ headers }) => Number(headers['original-offset']));
    expect(offsets.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(new Set(letters.map(({ headers }) => headers['error-message']))).toEqual(
      new Set([
        'The message cannot be read: the LZ4 batch at offset 0 cannot be unpacked to at most 33554432 bytes: its checksum is wrong.',
      ]),
    );
  }, 120_000);

  it('leave the codecs of others in the process as they are', async () => {
    await openApp(await newTopic());
    expect(() => CompressionCodecs[CompressionTypes.LZ4]()).toThrow('LZ4 compression not implemented');
    expect(CompressionCodecs[CompressionTypes.GZIP]()).toHaveProperty('compress');
  });

  it('wait at a batch of more messages than can be read, and health says so', async () => {
    const topic = await newTopic();
    const lines = Array<string>(100_001).fill('{}');
    // One batch: the producer waits until all are there.
    const whole = ['batch.size=8000000', 'linger.ms=60000', 'buffer.memory=50000000'];
    broker.produce(topic, lines, ['compression.type=lz4', ...whole]);
    const app = await openApp(topic);
    await until(() => statusOf(app).unreadable !== undefined);
    const health = await request(app.getHttpServer()).get('/health').expect(200);
    expect(health.body.components.kafka).toEqual({
      status: 'degraded',
      detail:
        'the batch at offset 0 has 100001 messages, and at most 100000 can be read; 0 stored, 0 refused, 0 behind',
    });
    expect(await committed(topic)).toBe(0);
  }, 120_000);
});
