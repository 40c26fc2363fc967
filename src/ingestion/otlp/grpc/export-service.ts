import type { MethodDefinition } from '@grpc/grpc-js';

const asTheyAre = (bytes: Buffer): Buffer => bytes;

/** Takes a request in protobuf and answers in protobuf, or throws what is wrong. */
export type Export = (request: Buffer) => Promise<Buffer>;

/** Where a service of OTLP has its one method. */
export const exportPath = (service: string): string => `/${service}/Export`;

/** The one method of a service of OTLP; its messages are read and written by those who know them. */
export const exportMethod = (service: string): MethodDefinition<Buffer, Buffer> => ({
  path: exportPath(service),
  requestStream: false,
  responseStream: false,
  requestSerialize: asTheyAre,
  requestDeserialize: asTheyAre,
  responseSerialize: asTheyAre,
  responseDeserialize: asTheyAre,
});
