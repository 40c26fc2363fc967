import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { loadConfig } from '../../src/config/config.js';
import { SourceCounts, IngestionService, UsageConsumer, UsagePublisher } from '../../src/ingestion/index.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.js';
import { KafkaBroker } from '../support/kafka/kafka-broker.js';
import { committedOffset } from '../support/kafka/committed-offset.js';
import { createTopic } from '../support/kafka/create-topic.js';
import { readLetters } from '../support/kafka/read-letters.js';

describeWithKafka('usages from Kafka', () => {
  let broker: KafkaBroker;
  let kafka: Kafka;
  let producer: Producer;
  const apps: NestFastifyApplication[] = [];
  const extra: UsageConsumer[] = [];

  beforeAll(async () => {
    broker = await KafkaBroker.create();
    await broker.start();
    kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
    producer = kafka.producer();
    await producer.connect();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(extra.splice(0).map((consumer) => consumer.beforeApplicationShutdown()));
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(async () => {
    await producer.disconnect();
    await broker.stop();
  });

  const newTopic = (): Promise<string> => createTopic(kafka);
  const settingsFor = (topic: string): Record<string, string> => ({
    KAFKA_BROKERS: broker.address,
    KAFKA_TOPIC: topic,
    KAFKA_GROUP: `group-${topic}`,
  });
  const openApp = async (topic: string): Promise<NestFastifyApplication> => {
    const app = await openHttpApp(settingsFor(topic));
    apps.push(app);
    return app;
  };
  const send = (topic: string, messages: Message[]): Promise<unknown> =>
    producer.send({ topic, acks: -1, messages });
  const usage = (fields: object = {}): string =>
    JSON.stringify({ pattern_id: PATTERN, outcome: 'success', ...fields });
  const PATTERN = randomUUID();

  const idsIn = async (app: NestFastifyApplication): Promise<string[]> => {
    const rows = await app.get(TrackerDataSource).query<{ id: string }[]>('SELECT id FROM pattern_feedback');
    return rows.map(({ id }) => id).sort();
  };
  const statusOf = (app: NestFastifyApplication): NonNullable<ReturnType<UsageConsumer['status']>> =>
    app.get(UsageConsumer).status()!;
  const committed = (topic: string): Promise<number> => committedOffset(kafka, topic);
  const resetOffsets = async (topic: string): Promise<void> => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.resetOffsets({ groupId: `group-${topic}`, topic, earliest: true });
    await admin.disconnect();
  };

  it('are stored whatever their form, and a replay from the beginning counts nothing twice', async () => {
    const topic = await newTopic();
    const [named, event, binary] = [uuidV7(), randomUUID(), randomUUID()];
    await send(topic, [
      { value: usage({ id: named }) },
      { value: usage() },
      { value: usage() },
      {
        headers: { 'content-type': 'application/cloudevents+json' },
        value: JSON.stringify({
          specversion: '1.0',
          id: event,
          source: 's',
          type: 't',
          time: new Date().toISOString(),
          data: JSON.parse(usage()) as object,
        }),
      },
      {
        headers: {
          ce_specversion: '1.0',
          ce_id: binary,
          ce_source: 's',
          ce_type: 't',
          ce_time: new Date().toISOString(),
        },
        value: usage(),
      },
    ]);
    const app = await openApp(topic);
    await until(async () => (await committed(topic)) === 5);
    const ids = await idsIn(app);
    expect(ids).toHaveLength(5);
    expect(ids).toEqual(expect.arrayContaining([named, event, binary]));
    expect(statusOf(app)).toMatchObject({
      isConnected: true,
      stored: 5,
      duplicates: 0,
      refused: 0,
      paused: 0,
    });

    const consumer = app.get(UsageConsumer);
    await consumer.beforeApplicationShutdown();
    await resetOffsets(topic);
    const again = new UsageConsumer(
      loadConfig(settingsFor(topic)),
      app.get(IngestionService),
      app.get(SourceCounts),
    );
    extra.push(again);
    again.onApplicationBootstrap();
    await until(() => again.status()!.duplicates === 5);
    await again.beforeApplicationShutdown();
    expect(await idsIn(app)).toEqual(ids);
    expect(await committed(topic)).toBe(5);
    expect(app.get(SourceCounts).totals.kafka).toMatchObject({ stored: 5, duplicates: 5 });
  }, 60_000);

  it('that can never be stored go to the dead letters with the reason, and the partition goes on', async () => {
    const topic = await newTopic();
    const good = Array.from({ length: 20 }, () => uuidV7());
    const poison: [Buffer | null, string][] = [
      [Buffer.from('{"pattern_id":'), 'malformed_json'],
      [null, 'required'],
      [Buffer.from([0xff, 0xfe, 0]), 'malformed_json'],
      [Buffer.from(usage({ quality_score: 7 })), 'out_of_range'],
      [Buffer.from('[]'), 'wrong_type'],
      [Buffer.from(JSON.stringify({ specversion: '0.3' })), 'not_allowed'],
    ];
    await send(
      topic,
      good.flatMap((id, at) => [
        { partition: 0, value: usage({ id }) },
        ...(at < poison.length
          ? [{ partition: 0, key: `k${at}`, value: poison[at]![0], headers: { own: 'h' } }]
          : []),
      ]),
    );
    const app = await openApp(topic);
    await until(async () => (await committed(topic)) === 26);
    expect(await idsIn(app)).toEqual(good.sort());
    expect(statusOf(app)).toMatchObject({ stored: 20, refused: 6, lag: { 0: 0 } });
    const { stored, refused } = app.get(SourceCounts).totals.kafka;
    const reasons = poison.map(([, code]) => code);
    expect([stored, [...refused.keys()].sort()]).toEqual([20, [...new Set(reasons)].sort()]);
    const health = await request(app.getHttpServer()).get('/health').expect(200);
    expect(health.body.components.kafka).toEqual({
      status: 'healthy',
      detail: 'connected; 20 stored, 6 refused, 0 behind',
    });
    const { text } = await request(app.getHttpServer()).get('/metrics').expect(200);
    expect(text).toContain('pattern_usage_kafka_messages_total{result="refused"} 6\n');
    expect(text).toContain('pattern_usage_kafka_lag_messages{partition="0"} 0\n');
    expect(text).toContain('pattern_usage_kafka_connected 1\n');
    expect(text).toContain('pattern_usage_write_queue_usages 0\n');

    const letters = await readLetters(kafka, `${topic}.dlq`, poison.length);
    letters.sort((a, b) => Number(a.headers['original-offset']) - Number(b.headers['original-offset']));
    for (const [at, [value, code]] of poison.entries()) {
      expect(letters[at]).toMatchObject({
        value,
        headers: {
          own: 'h',
          'error-code': code,
          'original-topic': topic,
          'original-partition': '0',
          'original-offset': String(at * 2 + 1),
        },
      });
      expect(letters[at]!.headers['error-message']).toMatch(/\.$/);
    }
  }, 60_000);

  it('that can never be stored go to the dead letters however many and large they are', async () => {
    const topic = await newTopic();
    const good = uuidV7();
    const invalid = Array.from({ length: 1500 }, () => ({
      partition: 0,
      key: 'one',
      value: usage({ quality_score: 7, context: { fill: 'x'.repeat(792) } }),
    }));
    expect(invalid[0]!.value.length).toBeGreaterThanOrEqual(900);
    for (let from = 0; from < invalid.length; from += 500) await send(topic, invalid.slice(from, from + 500));
    // With the headers that are added, its copy is more than the broker takes.
    const large = { partition: 0, value: '{', headers: { fill: 'x'.repeat(1_048_400) } };
    await send(topic, [large]);
    await send(topic, [{ partition: 0, value: usage({ id: good }) }]);
    const app = await openApp(topic);
    await until(async () => (await committed(topic)) === 1502);
    expect(await idsIn(app)).toEqual([good]);
    expect(statusOf(app)).toMatchObject({ stored: 1, refused: 1501, paused: 0, lag: { 0: 0 } });

    const letters = await readLetters(kafka, `${topic}.dlq`, 1501);
    letters.sort((a, b) => Number(a.headers['original-offset']) - Number(b.headers['original-offset']));
    expect(letters.map(({ headers }) => headers['original-offset'])).toEqual(
      Array.from({ length: 1501 }, (_, at) => String(at)),
    );
    expect(letters.slice(0, 1500).every(({ value }) => String(value) === invalid[0]!.value)).toBe(true);
    expect(letters[1500]!.value).toBeNull();
    expect(letters[1500]!.headers).toMatchObject({
      'error-code': 'malformed_json',
      'original-value': 'omitted: too large',
    });
    expect(letters[1500]!.headers).not.toHaveProperty('fill');
  }, 60_000);

  it('wait while the store is away, and none is skipped', async () => {
    const topic = await newTopic();
    const app = await openApp(topic);
    const store = app.get(TrackerDataSource);
    await until(() => statusOf(app).isConnected);
    await DataSource.prototype.destroy.call(store);
    const ids = Array.from({ length: 50 }, () => uuidV7());
    await send(
      topic,
      ids.map((id) => ({ value: usage({ id }) })),
    );
    await until(() => statusOf(app).paused > 0);
    const waiting = Object.values(statusOf(app).lag).reduce((sum, lag) => sum + lag, 0);
    expect(waiting).toBeGreaterThan(0);
    expect(await committed(topic)).toBe(0);
    await store.initialize();
    await until(async () => (await committed(topic)) === 50);
    expect(await idsIn(app)).toEqual(ids.sort());
    expect(statusOf(app)).toMatchObject({ paused: 0, refused: 0 });
  }, 60_000);

  it('are counted once while instances of the group come and go', async () => {
    const topic = await newTopic();
    const app = await openApp(topic);
    const ids: string[] = [];
    const publish = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        const some = Array.from({ length: 100 }, () => uuidV7());
        await send(
          topic,
          some.map((id) => ({ key: id, value: usage({ id }) })),
        );
        ids.push(...some);
      }
    };
    await until(() => statusOf(app).isConnected);
    const other = new UsageConsumer(
      loadConfig(settingsFor(topic)),
      app.get(IngestionService),
      app.get(SourceCounts),
    );
    extra.push(other);
    other.onApplicationBootstrap();
    await publish(10);
    await until(() => other.status()!.isConnected);
    await publish(10);
    await until(() => other.status()!.stored > 0);
    // Each speaks for its own partition only.
    await until(() => Object.keys(statusOf(app).lag).length === 1);
    await Promise.all([publish(10), other.beforeApplicationShutdown()]);
    await until(async () => (await committed(topic)) === ids.length);
    expect(await idsIn(app)).toEqual(ids.sort());
    expect(statusOf(app).stored + other.status()!.stored).toBe(ids.length);
  }, 60_000);

  it('outlive the broker: what it acknowledged is stored once', async () => {
    const topic = await newTopic();
    const app = await openApp(topic);
    const publisher = app.get(UsagePublisher);
    await until(() => statusOf(app).isConnected);
    const ids: string[] = [];
    const publishSome = async (): Promise<void> => {
      const some = Array.from({ length: 20 }, () => ({
        id: uuidV7(),
        pattern_id: PATTERN,
        outcome: 'success' as const,
      }));
      for (;;) {
        try {
          ids.push(...(await publisher.publish(...some)));
          return;
        } catch {
          await sleep(100);
        }
      }
    };
    for (let round = 0; round < 10; round += 1) await publishSome();
    await broker.stop('SIGKILL');
    const during = Promise.all([publishSome(), publishSome()]);
    await sleep(500);
    await broker.start();
    await during;
    for (let round = 0; round < 10; round += 1) await publishSome();
    await until(async () => (await idsIn(app)).length === ids.length);
    expect(await idsIn(app)).toEqual(ids.sort());
    await expect(publisher.publish({ pattern_id: 'x', outcome: 'success' })).rejects.toMatchObject({
      violations: [{ pointer: '/0/pattern_id' }],
    });
  }, 90_000);
});
