import type { Outcome } from '../../common/pattern-terms.js';
import type { Attributes } from './attributes.js';
import type { SaidTime } from './usage-origins.js';

/** A log record or a span, as mappings read it. */
export interface OtlpRecord {
  /** The names under which it may be mapped, the most telling first. */
  readonly names: readonly string[];
  /** The name of its event, operation or span; empty where it has none. */
  readonly name: string;
  /** Its attributes and, as `resource.…` and `span.…`, those of its resource and what else a span says. */
  readonly attributes: Attributes;
  /** Hexadecimal, in lower case. */
  readonly traceId: string;
  readonly spanId: string;
  /** Nanoseconds since 1970, and the field that says so. */
  readonly time: SaidTime;
  /** What it says by itself of a use, where its attributes say nothing. */
  readonly says: {
    readonly outcome?: Outcome | undefined;
    readonly execution_time_ms?: number | undefined;
    readonly error_message?: string | undefined;
    readonly execution_id?: string | undefined;
  };
  /**
   * The id of its usage, the same for each time it is sent.
   * @param name the one it is mapped under.
   * @returns undefined where it says nothing to make one of.
   */
  readonly idAs: (name: string) => string | undefined;
}

const NO_ID = /^0*$/;

/** Whether it is an id of a trace (16 bytes) or a span (8 bytes). */
export const isId = (id: string, bytes: number): boolean => id.length === 2 * bytes && !NO_ID.test(id);

/** The attributes of a resource under the names that records have them by. */
export const ofResource = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`resource.${name}`, value]));
