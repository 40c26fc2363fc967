const EVENT_ID = /^([0-9a-f]{8})-(\d{1,15})$/;

/** The id of an update: the process that made it, and its number there. */
export const formatEventId = (epoch: string, update: number): string => `${epoch}-${update}`;

/** The number of an update of that process; undefined for whatever else a client may say. */
export const readEventId = (epoch: string, id: string | undefined): number | undefined => {
  const [, of, update] = EVENT_ID.exec(id ?? '') ?? [];
  return of === epoch ? Number(update) : undefined;
};
