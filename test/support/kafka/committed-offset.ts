import { expect } from '@jest/globals';
import type { Kafka } from 'kafkajs';

/** How many messages of a topic its group, `group-` and its name, has committed; NaN where the broker does not know yet. */
export const committedOffset = async (kafka: Kafka, topic: string): Promise<number> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [found] = await admin.fetchOffsets({ groupId: `group-${topic}`, topics: [topic] });
    return found!.partitions.reduce((sum, { offset }) => sum + Math.max(Number(offset), 0), 0);
  } catch (error) {
    // A broker that has just started does not know its groups yet.
    expect(error).toMatchObject({ retriable: true });
    return NaN;
  } finally {
    await admin.disconnect();
  }
};
