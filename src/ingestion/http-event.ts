import type { IncomingHttpHeaders } from 'node:http';
import { decodeText } from '../common/json/decode-text.js';
import { binaryCloudEvent, binaryCloudEventParser } from './binary-cloud-event.js';

/**
 * An attribute in a header (CloudEvents HTTP binding, 3.1.3.2): quotes around it are taken away, then
 * one round of percent-decoding. Node.js hands on bytes as Latin-1, so that UTF-8 sent as it is arrives.
 */
const decodeHeader = (value: string): string => {
  const plain = /^".*"$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : value;
  const bytes = plain.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decodeText(Buffer.from(bytes, 'latin1'));
};

/** A CloudEvent in binary mode: attributes in `ce-` headers, the data in the body. */
export const httpEvent = (headers: IncomingHttpHeaders, data: unknown): object => {
  const attribute = (name: string): string | undefined => {
    const value = headers[`ce-${name}`];
    return typeof value === 'string' ? decodeHeader(value) : undefined;
  };
  return binaryCloudEvent(attribute, headers['content-type'], data);
};

/** Reads what `httpEvent` made. */
export const parseHttpEvent = binaryCloudEventParser('ce-');
