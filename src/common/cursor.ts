import { isUuid } from './uuid.js';

/** A place in a list that is sorted by time and id. */
export interface Cursor {
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly id: string;
}

const LATEST_MS = 8_640_000_000_000_000;

/** As text for the caller to hand back; what is in it is nobody's business. */
export const encodeCursor = ({ createdAt, id }: Cursor): string =>
  Buffer.from(`${createdAt} ${id}`).toString('base64url');

/** @returns undefined where the text is not such a cursor. */
export const decodeCursor = (text: string): Cursor | undefined => {
  const [, time, id] = /^(-?\d{1,16}) (.{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (time === undefined || !isUuid(id) || Math.abs(Number(time)) > LATEST_MS) return undefined;
  return { createdAt: Number(time), id };
};
