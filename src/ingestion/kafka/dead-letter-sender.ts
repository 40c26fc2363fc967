import type { Message, Producer } from 'kafkajs';
import type { DeadLetter } from './dead-letter.js';

/** Bytes of one send; brokers take about 1 MiB (max.message.bytes) unless told otherwise. */
const SEND_BYTES = 500_000;

/** What a message takes beyond its key, value and headers, at the most. */
const FRAME_BYTES = 100;

const TOO_LARGE: readonly string[] = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

const lengthOf = (value: Buffer | string | null | undefined): number =>
  value == null ? 0 : Buffer.byteLength(value);

const bytesOf = ({ key, value, headers }: Message): number => {
  let bytes = FRAME_BYTES + lengthOf(key) + lengthOf(value);
  for (const [name, header] of Object.entries(headers ?? {})) {
    for (const one of [header].flat()) bytes += lengthOf(name) + lengthOf(one);
  }
  return bytes;
};

/** Consecutive letters that fit into one send; one that is larger goes alone. */
const slicesOf = (letters: readonly DeadLetter[]): DeadLetter[][] => {
  const slices: DeadLetter[][] = [];
  let room = 0;
  for (const letter of letters) {
    const bytes = bytesOf(letter.whole);
    if (bytes > room) {
      slices.push([]);
      room = SEND_BYTES;
    }
    slices.at(-1)!.push(letter);
    room -= bytes;
  }
  return slices;
};

/** Node cannot import the client's error classes by name. */
const isTooLarge = (error: unknown): boolean =>
  TOO_LARGE.includes((error as { readonly type?: string }).type ?? '');

/** Writes dead letters to their topic, in sends that a broker takes. */
export class DeadLetterSender {
  constructor(
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  /**
   * Resolves once every in-sync replica has the letters; those that the broker finds too large it has
   * without what they were. After an error some may be written, and stand twice when sent again.
   * @throws the client's own errors.
   */
  async send(letters: readonly DeadLetter[]): Promise<void> {
    for (const slice of slicesOf(letters)) await this.sendSlice(slice);
  }

  private async sendSlice(slice: readonly DeadLetter[]): Promise<void> {
    try {
      await this.write(slice.map(({ whole }) => whole));
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      // Of a broker with a lower limit even a slice is too much.
      if (slice.length > 1) for (const letter of slice) await this.sendSlice([letter]);
      else await this.write(slice.map(({ bare }) => bare));
    }
  }

  private async write(messages: Message[]): Promise<void> {
    await this.producer.send({ topic: this.topic, acks: -1, messages });
  }
}
