import { randomUUID } from 'node:crypto';
import type { Kafka, ITopicConfig } from 'kafkajs';

/** A new topic of two partitions, and that of its dead letters. */
export const createTopic = async (
  kafka: Kafka,
  configEntries: NonNullable<ITopicConfig['configEntries']> = [],
): Promise<string> => {
  const topic = `usages-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [topic, `${topic}.dlq`].map((name) => ({ topic: name, numPartitions: 2, configEntries })),
  });
  await admin.disconnect();
  return topic;
};
