import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { decodeText } from '../../common/json/decode-text.js';
import { ProblemError } from '../../common/problem/problem.js';
import type { FieldType, MessageType, RequestType, ScalarKind } from './messages.js';
import { notARequest, RequestBounds } from './request-bounds.js';

const WIRE_TYPES: Readonly<Record<FieldType['kind'], WireType>> = {
  string: WireType.LengthDelimited,
  bool: WireType.Varint,
  int64: WireType.Varint,
  fixed64: WireType.Bit64,
  sfixed64: WireType.Bit64,
  enum: WireType.Varint,
  double: WireType.Bit64,
  bytes: WireType.LengthDelimited,
  id: WireType.LengthDelimited,
  message: WireType.LengthDelimited,
};

const textOf = (bytes: Uint8Array, encoding: 'base64' | 'hex'): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);

const READERS: Readonly<Record<ScalarKind, (reader: BinaryReader) => unknown>> = {
  string: (reader) => decodeText(reader.bytes()),
  bool: (reader) => reader.bool(),
  int64: (reader) => BigInt(reader.int64()),
  fixed64: (reader) => BigInt(reader.fixed64()),
  sfixed64: (reader) => BigInt(reader.sfixed64()),
  enum: (reader) => reader.int32(),
  double: (reader) => reader.double(),
  bytes: (reader) => textOf(reader.bytes(), 'base64'),
  id: (reader) => textOf(reader.bytes(), 'hex'),
};

const readMessage = (
  reader: BinaryReader,
  length: number,
  type: MessageType,
  bounds: RequestBounds,
  depth: number,
): object => {
  bounds.enter(type, depth);
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('it ends too early');
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = type.fields.find((one) => one.number === number);
    if (!field || WIRE_TYPES[field.kind] !== wireType) {
      reader.skip(wireType, number);
      continue;
    }
    const value =
      field.kind === 'message'
        ? readMessage(reader, reader.uint32(), field.type(), bounds, depth + 1)
        : READERS[field.kind](reader);
    if (!field.isList) message[field.name] = value;
    else ((message[field.name] ??= []) as unknown[]).push(value);
  }
  if (reader.pos !== end) throw new RangeError('a message is longer than it says');
  return message;
};

/**
 * An OTLP request in binary protobuf; fields that are not known are left aside.
 * @param maxRecords log records or spans in it, at the most.
 * @throws ProblemError where it is none, or holds too much.
 */
export const readProtobuf = <T>(body: Uint8Array, request: RequestType<T>, maxRecords: number): T => {
  const { message } = request;
  try {
    const bounds = new RequestBounds(request, maxRecords);
    return request.as(readMessage(new BinaryReader(body), body.length, message, bounds, 1));
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw notARequest(request, (error as Error).message);
  }
};
