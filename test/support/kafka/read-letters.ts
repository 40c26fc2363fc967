import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';

interface Letter {
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a topic from its beginning until `count` messages are there. */
export const readLetters = async (kafka: Kafka, topic: string, count: number): Promise<Letter[]> => {
  const letters: Letter[] = [];
  const reader = kafka.consumer({ groupId: randomUUID() });
  await reader.connect();
  await reader.subscribe({ topic, fromBeginning: true });
  await reader.run({
    eachMessage: ({ message: { value, headers } }) => {
      const texts = Object.entries(headers ?? {}).map(([name, header]) => [name, String(header)]);
      letters.push({ value, headers: Object.fromEntries(texts) as Letter['headers'] });
      return Promise.resolve();
    },
  });
  while (letters.length < count) await sleep(50);
  await reader.disconnect();
  return letters;
};
