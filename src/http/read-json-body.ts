import { isUtf8 } from 'node:buffer';
import { errorCodes } from 'fastify';
import { decodeText, encodingFault } from '../common/json/decode-text.js';
import { parseJson } from '../common/json/parse-json.js';
import { ProblemError } from '../common/problem/problem.js';

const malformed = (why: string): ProblemError =>
  new ProblemError('malformed-body', `The request could not be read: ${why}`);

/**
 * A body as JSON, read as from every other source: no key is special, no digit is lost.
 * @param isList whether it holds things that are refused one by one; only they then suffer from bytes
 * that are no UTF-8.
 * @throws ProblemError and what Fastify has for bodies that are empty or no JSON.
 */
export const readJsonBody = (bytes: Buffer, isList: boolean): unknown => {
  if (bytes.length === 0) throw new errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY();
  const fault = encodingFault(bytes);
  if (fault !== undefined) throw malformed(fault);
  if (!isList && !isUtf8(bytes)) throw malformed('It has bytes that are not UTF-8; it must be UTF-8.');
  const text = decodeText(bytes);
  try {
    return parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    throw new errorCodes.FST_ERR_CTP_INVALID_JSON_BODY();
  }
};
