import type { AnyValue, KeyValue } from './messages.js';

export type Attributes = Readonly<Record<string, unknown>>;

/** As a JSON number where that is exact, else its digits. */
const integer = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

/** An OTLP value as a JSON value; null where it is empty. */
export const toJson = (value: AnyValue | undefined): unknown => {
  if (value === undefined) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return integer(intValue);
  if (doubleValue !== undefined) return Number.isFinite(doubleValue) ? doubleValue : String(doubleValue);
  if (arrayValue !== undefined) return (arrayValue.values ?? []).map(toJson);
  if (kvlistValue !== undefined) return toAttributes(kvlistValue.values);
  return bytesValue ?? null;
};

/** Attributes as a JSON object, sorted by name, so that two exporters of the same give the same. */
export const toAttributes = (pairs: readonly KeyValue[] = []): Attributes => {
  const entries = pairs.map(({ key = '', value }): [string, unknown] => [key, toJson(value)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
};
