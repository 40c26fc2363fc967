import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { type ProblemError, PROBLEMS, toDocument } from '../../../common/problem/problem.js';
import { withRpcStatus } from '../../../common/problem/rpc-status.js';

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';
/** It goes in a header, and clients bound those. */
const MAX_MESSAGE = 1024;

const codeOf = (code: number): status =>
  Object.values(status).find((one): one is status => Number(one) === code) ?? status.UNKNOWN;

/** A google.rpc.RetryInfo: its delay is a google.protobuf.Duration. */
const retryInfoOf = (seconds: number): Buffer => {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).fork();
  return Buffer.from(writer.tag(1, WireType.Varint).int64(seconds).join().finish());
};

/** A google.rpc.Status with one detail. */
const statusWith = (code: number, message: string, retryInfo: Buffer): Buffer => {
  const writer = new BinaryWriter().tag(1, WireType.Varint).int32(code);
  writer.tag(2, WireType.LengthDelimited).string(message).tag(3, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string(RETRY_INFO);
  return Buffer.from(writer.tag(2, WireType.LengthDelimited).bytes(retryInfo).join().finish());
};

/**
 * A problem as the status that ends a call. What passes has a google.rpc.RetryInfo, as OTLP wants it: in
 * the details of the status, and by itself for the SDK of Python, which looks there alone.
 */
export const toGrpcStatus = (problem: ProblemError, path: string): StatusObject => {
  const { code, message } = withRpcStatus(toDocument(problem, path));
  const details = message.slice(0, MAX_MESSAGE).toWellFormed();
  const metadata = new Metadata();
  if (PROBLEMS[problem.code].status === 503 && problem.retryAfterSeconds > 0) {
    const retryInfo = retryInfoOf(problem.retryAfterSeconds);
    metadata.set('grpc-status-details-bin', statusWith(code, details, retryInfo));
    metadata.set('google.rpc.retryinfo-bin', retryInfo);
  }
  return { code: codeOf(code), details, metadata };
};
