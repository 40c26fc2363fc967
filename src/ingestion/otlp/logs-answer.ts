import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** An ExportLogsServiceResponse; empty where every record was taken. */
export interface LogsAnswer {
  readonly partialSuccess?: {
    /** A 64-bit integer, which the JSON of protobuf writes as text. */
    readonly rejectedLogRecords: string;
    readonly errorMessage: string;
  };
}

/** The answer in binary protobuf. */
export const encodeLogsAnswer = ({ partialSuccess }: LogsAnswer): Buffer => {
  const writer = new BinaryWriter();
  if (partialSuccess) {
    writer
      .tag(1, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.Varint)
      .int64(partialSuccess.rejectedLogRecords)
      .tag(2, WireType.LengthDelimited)
      .string(partialSuccess.errorMessage)
      .join();
  }
  return Buffer.from(writer.finish());
};
