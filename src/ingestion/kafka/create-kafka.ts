import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { Kafka, type KafkaConfig as ClientConfig, logLevel, type SASLOptions } from 'kafkajs';
import { StartupError } from '../../common/startup-error.js';
import type { KafkaConfig } from '../../config/config.js';

const read = (variable: string, path: string | undefined): string | undefined => {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new StartupError(`The file that ${variable} names cannot be read: ${path}.`);
  }
};

const sslOf = ({ ssl }: KafkaConfig): Pick<ClientConfig, 'ssl'> => {
  if (!ssl) return {};
  const ca = read('KAFKA_SSL_CA', ssl.ca);
  const cert = read('KAFKA_SSL_CERT', ssl.cert);
  const key = read('KAFKA_SSL_KEY', ssl.key);
  return { ssl: { ...(ca && { ca: [ca] }), ...(cert && { cert }), ...(key && { key }) } };
};

/**
 * The client of the brokers that the configuration names; connects to none yet. Its own log is for
 * debugging: it repeats itself while a broker is away.
 * @throws StartupError where a certificate cannot be read.
 */
export const createKafka = (config: KafkaConfig): Kafka => {
  const logger = new Logger('Kafka');
  return new Kafka({
    clientId: 'pattern-usage-tracker',
    brokers: [...config.brokers],
    connectionTimeout: 5000,
    // About five seconds; whoever uses it knows what to do then.
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => logger.debug(`${entry.log.message} ${String(entry.log['error'] ?? '')}`),
    ...sslOf(config),
    ...(config.sasl ? { sasl: config.sasl as SASLOptions } : {}),
  });
};
