import { describe } from '@jest/globals';
import { KafkaBroker } from './kafka-broker.js';

/** Tests that need Apache Kafka: left out with a line where it is not there, but not in CI. */
export const describeWithKafka = (title: string, tests: () => void): void => {
  if (KafkaBroker.isThere() || process.env['CI']) {
    describe(title, tests);
    return;
  }
  process.stderr.write(`Apache Kafka is not fetched (tools/fetch-kafka.sh): "${title}" is not tested.\n`);
  describe.skip(title, tests);
};
