import { describeIf } from '../describe-if.js';
import { KafkaBroker } from './kafka-broker.js';

/** Tests that need Apache Kafka: left out with a line where it is not there, but not in CI. */
export const describeWithKafka = (title: string, tests: () => void): void => {
  describeIf(KafkaBroker.isThere(), 'Apache Kafka is not fetched (tools/fetch-kafka.sh)', title, tests);
};
