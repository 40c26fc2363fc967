import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What an export was refused of; undefined where everything was taken. */
export interface Rejected {
  readonly count: number;
  /** Why, of the first of them. */
  readonly reason: string;
}

/**
 * An Export…ServiceResponse of any signal; empty where everything was taken.
 * @param name what the signal calls the number: `rejectedLogRecords`, `rejectedSpans`.
 */
export const answerOf = (name: string, rejected: Rejected | undefined): object =>
  // A 64-bit integer, which the JSON of protobuf writes as text.
  rejected ? { partialSuccess: { [name]: String(rejected.count), errorMessage: rejected.reason } } : {};

/** The same in binary protobuf, in which those of all signals are alike. */
export const encodeAnswer = (rejected: Rejected | undefined): Buffer => {
  const writer = new BinaryWriter();
  if (rejected) {
    writer
      .tag(1, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.Varint)
      .int64(rejected.count)
      .tag(2, WireType.LengthDelimited)
      .string(rejected.reason)
      .join();
  }
  return Buffer.from(writer.finish());
};
