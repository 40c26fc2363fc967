const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the value is a UUID of any version in its 36-character form. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/**
 * The time that a UUIDv7 carries (RFC 9562, 5.7), in milliseconds since 1970.
 * @returns undefined for a UUID of another version or variant.
 */
export const uuidV7Time = (uuid: string): number | undefined =>
  /^.{14}7.{4}[89ab]/i.test(uuid) ? Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : undefined;
