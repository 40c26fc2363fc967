import type { ToldCall } from '../../common/usage.js';
import type { EventMapping } from '../../config/otlp/event-mapping.js';
import type { OtlpRecord } from './otlp-record.js';
import type { SaidUsage } from './to-usage.js';

/** A record that tells of a use of a pattern. */
export interface UsageRecord extends SaidUsage {
  /** Of its record in the request, from 0. */
  readonly index: number;
  /** The name that it is mapped under. */
  readonly name: string;
  /** Made of what the record says; undefined where that is not enough. */
  readonly id: string | undefined;
  /** Where it comes from. */
  readonly record: OtlpRecord;
  readonly mapping: EventMapping;
  /** The call that it tells of, where other records may tell of the same one. */
  readonly call: ToldCall | undefined;
}

/** A record that is no usage. */
export interface IgnoredRecord {
  readonly index: number;
  /** Its event, operation or span; empty where it has no name. */
  readonly name: string;
  /** The event that tells of the same use; undefined where the record tells of none. */
  readonly toldBy: string | undefined;
}
