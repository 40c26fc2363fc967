import type { Clock } from '../../../common/clock.js';
import type { TelemetryKind } from '../../../common/telemetry-kind.js';
import { OTHER_NAMES, type UnmappedCount } from '../../../store/usages/unmapped.repository.js';
import { byLikelihood } from './naming-attribute.js';

const MAX_NAME = 256;
/** Names that are told apart between two writes; the store bounds those that are kept. */
const MAX_NAMES = 1000;
const MAX_ATTRIBUTES = 20;
/** What has no name, as a line for people has none. */
const UNNAMED = 'unnamed';

/** Whether it stands for what has no name of its own. */
export const isNameless = (name: string): boolean => name === UNNAMED || name === OTHER_NAMES;

/** Something that came in and is no usage. */
export interface Unmapped {
  readonly kind: TelemetryKind;
  /** Empty where it has none. */
  readonly name: string;
  /** The program that sent it, where it says so by text. */
  readonly service?: unknown;
  /** What it has, by name. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Any store can hold it. */
const storable = (text: string): string => text.slice(0, MAX_NAME).toWellFormed().replaceAll('\0', '\uFFFD');

/** Those of an item itself, as resources and spans have the same ones in all. */
const ownAttributes = (attributes: Unmapped['attributes'] = {}): string[] =>
  byLikelihood(
    Object.keys(attributes).filter((name) => name.length <= MAX_NAME && !/^(resource|span)\./.test(name)),
  )
    .slice(0, MAX_ATTRIBUTES)
    .map(storable);

/** Counts in memory what no mapping takes, by its kind and name. */
export class UnmappedNames {
  private counts = new Map<string, { count: number; lastSeen: number; readonly first: UnmappedCount }>();

  constructor(private readonly clock: Clock) {}

  /** @param count how many came of them. */
  see(one: Unmapped, count = 1): void {
    const name = storable(one.name) || UNNAMED;
    const key = `${one.kind} ${name}`;
    const known = this.counts.get(key);
    if (known) {
      known.count += count;
      known.lastSeen = this.clock.now();
      return;
    }
    if (this.counts.size >= MAX_NAMES && name !== OTHER_NAMES) {
      this.see({ kind: one.kind, name: OTHER_NAMES }, count);
      return;
    }
    const service = typeof one.service === 'string' ? storable(one.service) : null;
    const lastSeen = this.clock.now();
    const attributes = ownAttributes(one.attributes);
    const first = { kind: one.kind, name, service, attributes, count, lastSeen };
    this.counts.set(key, { count, lastSeen, first });
  }

  /** What was counted since the last time. */
  take(): UnmappedCount[] {
    const taken = [...this.counts.values()].map(({ count, lastSeen, first }) => ({
      ...first,
      count,
      lastSeen,
    }));
    this.counts = new Map();
    return taken;
  }
}
