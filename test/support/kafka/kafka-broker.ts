import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../find-program.js';
import { freePort } from '../port.js';
import { RunningProgram } from '../running.js';
import { scratchDir } from '../scratch.js';

const VERSION = /<version>([\d.]+)<\/version>\s*<\/dependency>/.exec(
  // From the project's directory, where npm runs everything: the built bench has no such file beside it.
  readFileSync('test/support/kafka/pom.xml', 'utf8'),
)![1]!;
const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const JARS = join(CACHE, 'pattern-usage-tracker', `kafka-${VERSION}`);

/** A lone Apache Kafka broker in KRaft mode on 127.0.0.1, which may be stopped and started again. */
export class KafkaBroker {
  private program: RunningProgram | undefined;

  private constructor(
    readonly address: string,
    private readonly port: number,
    private readonly properties: string,
    private readonly logs: string,
  ) {}

  /** Whether Java and Apache Kafka (tools/fetch-kafka.sh) are on this machine. */
  static isThere(): boolean {
    return findProgram('java') !== undefined && existsSync(join(JARS, 'complete'));
  }

  static async create(): Promise<KafkaBroker> {
    const directory = scratchDir();
    const [port, controller] = [await freePort(), await freePort()];
    const properties = join(directory, 'server.properties');
    const logs = join(directory, 'logs');
    writeFileSync(
      properties,
      Object.entries({
        'process.roles': 'broker,controller',
        'node.id': 1,
        'controller.quorum.voters': `1@127.0.0.1:${controller}`,
        listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
        'controller.listener.names': 'CONTROLLER',
        'log.dirs': logs,
        'num.partitions': 2,
        'offsets.topic.num.partitions': 1,
        'offsets.topic.replication.factor': 1,
        'transaction.state.log.replication.factor': 1,
        'transaction.state.log.min.isr': 1,
        'group.initial.rebalance.delay.ms': 0,
      })
        .map(([name, value]) => `${name}=${value}`)
        .join('\n'),
    );
    const id = randomBytes(16).toString('base64url').replace(/^-/, 'a');
    execFileSync('java', [...JAVA, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties], {
      stdio: 'ignore',
    });
    return new KafkaBroker(`127.0.0.1:${port}`, port, properties, logs);
  }

  async start(): Promise<void> {
    this.program = await RunningProgram.start('java', [...JAVA, 'kafka.Kafka', this.properties], this.port);
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.program?.stop(signal);
  }

  /**
   * Publishes by Apache Kafka's own producer.
   * @param values one a line.
   * @param properties of the producer: name=value.
   */
  produce(topic: string, values: readonly string[], properties: readonly string[]): void {
    const tool = [...JAVA, 'org.apache.kafka.tools.ConsoleProducer'];
    const to = ['--bootstrap-server', this.address, '--topic', topic];
    const options = properties.flatMap((property) => ['--producer-property', property]);
    const codec = properties.find((property) => property.startsWith(COMPRESSION))?.slice(COMPRESSION.length);
    // Of the codec the tool has an option of its own, which it prefers.
    execFileSync('java', [...tool, ...to, ...options, ...(codec ? ['--compression-codec', codec] : [])], {
      input: values.join('\n'),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  /** Turns a bit around in the last byte of what a stopped broker has of a topic. */
  damage(topic: string): void {
    for (const partition of [0, 1]) {
      const file = join(this.logs, `${topic}-${partition}`, '00000000000000000000.log');
      const bytes = readFileSync(file);
      if (bytes.length === 0) continue;
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(file, bytes);
    }
  }
}

const COMPRESSION = 'compression.type=';

const JAVA = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(JARS, '*')];
