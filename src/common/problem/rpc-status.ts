import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { JSON_TYPE, mediaTypeOf, PROTOBUF } from '../media-types.js';
import { PROBLEM_MEDIA_TYPE, type ProblemDocument } from './problem.js';

/** google.rpc.Code by HTTP status. */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  403: 7,
  404: 5,
  405: 12,
  413: 8,
  415: 3,
  421: 7,
  422: 3,
  500: 13,
  503: 14,
};
const UNKNOWN = 2;

/** A problem document that is a google.rpc.Status as well. */
export interface RpcProblemDocument extends ProblemDocument {
  readonly code: number;
  readonly message: string;
}

/** The members of google.rpc.Status beside those of the problem. */
export const withRpcStatus = (document: ProblemDocument): RpcProblemDocument => ({
  ...document,
  code: CODES[document.status] ?? UNKNOWN,
  message: document.detail,
});

const encode = ({ code, message }: RpcProblemDocument): Buffer =>
  Buffer.from(
    new BinaryWriter()
      .tag(1, WireType.Varint)
      .int32(code)
      .tag(2, WireType.LengthDelimited)
      .string(message)
      .finish(),
  );

/**
 * A problem in the encoding of an OTLP request, as OTLP/HTTP wants its failures: a google.rpc.Status
 * in protobuf, or the problem document with the members of one in JSON.
 */
export const toRpcStatus = (
  document: ProblemDocument,
  contentType: string | undefined,
): { readonly type: string; readonly body: Buffer | ProblemDocument } => {
  const mediaType = mediaTypeOf(contentType);
  if (mediaType === PROTOBUF) return { type: PROTOBUF, body: encode(withRpcStatus(document)) };
  if (mediaType === JSON_TYPE) return { type: JSON_TYPE, body: withRpcStatus(document) };
  return { type: PROBLEM_MEDIA_TYPE, body: document };
};
