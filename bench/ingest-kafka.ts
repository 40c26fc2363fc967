// What is taken from Kafka, and how fast a replay from the beginning is: the topic is filled first, and
// the clock runs while the server empties it.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { KafkaBroker } from '../test/support/kafka/kafka-broker.js';
import { benchUsages } from './ingest-data.js';
import { startServer } from './server.js';

const TOPIC = 'pattern-usage-events';
const GROUP = 'bench';
const BATCH = 1000;

export interface KafkaRates {
  /** Messages/s whose usages are new. */
  readonly first: number;
  /** Messages/s whose usages are stored already. */
  readonly replay: number;
}

const fill = async (kafka: Kafka, rows: number): Promise<void> => {
  const producer = kafka.producer();
  await producer.connect();
  for (let sent = 0; sent < rows; sent += BATCH) {
    const messages = benchUsages(BATCH).map((usage) => ({ key: usage.id, value: JSON.stringify(usage) }));
    await producer.send({ topic: TOPIC, messages });
  }
  await producer.disconnect();
};

const takenOf = async (url: string, result: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`kafka_messages_total\\{result="${result}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
};

/** From the first messages that are seen to be taken, so that the joining of the group does not count. */
const rateOf = async (url: string, result: string, rows: number): Promise<number> => {
  let start: number | undefined;
  let before = 0;
  for (;;) {
    const taken = await takenOf(url, result);
    if (start === undefined && taken > 0) {
      start = performance.now();
      before = taken;
    }
    if (taken >= rows) return (rows - before) / ((performance.now() - start!) / 1000);
    await sleep(20);
  }
};

const rewind = async (admin: Admin): Promise<void> => {
  for (;;) {
    try {
      await admin.resetOffsets({ groupId: GROUP, topic: TOPIC, earliest: true });
      return;
    } catch {
      // Until the broker has seen the last member leave.
      await sleep(100);
    }
  }
};

/** @returns undefined where there is no Apache Kafka on this machine. */
export const measureKafka = async (dataDir: string, rows: number): Promise<KafkaRates | undefined> => {
  if (!KafkaBroker.isThere()) return undefined;
  const broker = await KafkaBroker.create();
  await broker.start();
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  const admin = kafka.admin();
  const settings = { KAFKA_BROKERS: broker.address, KAFKA_TOPIC: TOPIC, KAFKA_GROUP: GROUP };
  const take = async (result: string): Promise<number> => {
    const server = await startServer(dataDir, undefined, settings);
    try {
      return await rateOf(server.url, result, rows);
    } finally {
      await server.stop();
    }
  };
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 4 }] });
    await fill(kafka, rows);
    const first = await take('stored');
    await rewind(admin);
    return { first, replay: await take('duplicate') };
  } finally {
    await admin.disconnect();
    await broker.stop();
  }
};
