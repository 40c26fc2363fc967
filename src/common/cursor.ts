/** A place in a list that is sorted by time and id. */
export interface Cursor {
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly id: string;
}

/** What the text of a cursor looks like. */
export const CURSOR = /^([0-9]{1,15})_([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;

/** As text for the caller to hand back; what is in it is nobody's business. */
export const encodeCursor = ({ createdAt, id }: Cursor): string => `${createdAt}_${id}`;

/** @returns undefined where the text is not such a cursor. */
export const decodeCursor = (text: string): Cursor | undefined => {
  const [, time, id] = CURSOR.exec(text) ?? [];
  return time === undefined || id === undefined ? undefined : { createdAt: Number(time), id };
};
