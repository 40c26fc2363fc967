import { type Outcome, OUTCOMES, PATTERN_TYPE } from '../common/pattern-terms.js';
import {
  ATTRIBUTE_ACTIONS,
  type AttributeAction,
  attributeRules,
  type AttributeRules,
  namesToKeep,
} from './otlp/attribute-rules.js';
import {
  type AttributeNames,
  type EventMapping,
  MAPPED_FIELDS,
  type MappedField,
  mappingOf,
} from './otlp/event-mapping.js';
import { knownMappings } from './otlp/known-mappings.js';

/** What log events and spans of one name are here. */
export interface OtlpEvent {
  /** The first that fits decides. */
  readonly mappings: readonly EventMapping[];
  /** What OTLP_EVENTS says of its attributes; the first that speaks of one decides. */
  readonly rules: readonly AttributeRules[];
  /** Attributes that OTLP_EVENTS names to be kept or hashed, some of them inside of others. */
  readonly kept: readonly string[];
}

/** By event name. */
export type OtlpEvents = ReadonlyMap<string, OtlpEvent>;

const MAX_EVENTS = 1000;
const MAX_NAMES = 16;
const MAX_NAME = 256;
const MAX_RULES = 100;
/** What is said of all events. */
const ALL = '*';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_NAME;

const isField = (name: string): name is MappedField => (MAPPED_FIELDS as readonly string[]).includes(name);

const namesIn = (value: unknown): AttributeNames | undefined => {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return names.length <= MAX_NAMES && names.every(isName) ? names : undefined;
};

/** An object whose values are among those that are allowed. */
const entriesIn = <T extends string>(value: unknown, allowed: readonly T[]): [string, T][] | undefined => {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).flatMap(([name, said]): [string, T][] => {
    const one = allowed.find((word) => word === said);
    return one ? [[name, one]] : [];
  });
  return entries.length === Object.keys(value).length ? entries : undefined;
};

const rulesIn = (value: unknown): AttributeRules | undefined => {
  const entries = entriesIn<AttributeAction>(value, ATTRIBUTE_ACTIONS);
  const isRight = entries && entries.length <= MAX_RULES && entries.every(([name]) => isName(name));
  return isRight ? attributeRules(entries) : undefined;
};

/** What a setting says of an event, as far as it is right. */
interface Said {
  readonly mapping: {
    readonly attributes: Partial<Record<MappedField, AttributeNames>>;
    type?: string;
    outcomes?: [string, Outcome][];
    qualityMax?: number;
  };
  rules?: AttributeRules;
}

/** @returns whether the value may stand under the key. */
const read = (said: Said, key: string, value: unknown): boolean => {
  const { mapping } = said;
  if (isField(key)) {
    const names = namesIn(value);
    if (names) mapping.attributes[key] = names;
    return names !== undefined;
  }
  if (key === 'pattern_type' && typeof value === 'string' && PATTERN_TYPE.test(value)) {
    mapping.type = value;
    return true;
  }
  if (key === 'quality_max' && typeof value === 'number' && value > 0) {
    mapping.qualityMax = value;
    return true;
  }
  if (key === 'outcomes') {
    const words = entriesIn<Outcome>(value, OUTCOMES);
    if (words) mapping.outcomes = words.map(([word, outcome]) => [word.toLowerCase(), outcome]);
    return words !== undefined;
  }
  const rules = key === 'attributes' ? rulesIn(value) : undefined;
  if (rules) said.rules = rules;
  return rules !== undefined;
};

const saidIn = (value: unknown): Said | undefined => {
  const said: Said = { mapping: { attributes: {} } };
  const isRight = isObject(value) && Object.entries(value).every(([key, one]) => read(said, key, one));
  return isRight ? said : undefined;
};

/**
 * The mappings of an event by what a setting says and what is known of it. Who says where the pattern is
 * says so for all events of the name, and has them counted whoever else tells of the same use.
 */
const mappingsOf = (name: string, { mapping }: Said): readonly EventMapping[] | undefined => {
  const known = knownMappings.get(name);
  const { pattern } = mapping.attributes;
  if (pattern === undefined) return known?.map((one) => mappingOf(mapping, one));
  if (pattern.length === 0) return undefined;
  return [mappingOf({ ...mapping, toldBy: undefined, when: {} }, known?.at(-1))];
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const eventsOf = (
  mappings: ReadonlyMap<string, readonly EventMapping[]>,
  rules: ReadonlyMap<string, AttributeRules>,
): OtlpEvents => {
  const eventOf = (name: string, ofEvent: readonly EventMapping[]): OtlpEvent => {
    const said = [rules.get(name), rules.get(ALL)].filter((one) => one !== undefined);
    return { mappings: ofEvent, rules: said, kept: namesToKeep(said) };
  };
  return new Map([...mappings].map(([name, ofEvent]) => [name, eventOf(name, ofEvent)]));
};

/** Events and spans whose names and attributes are published by those who emit them. */
export const knownEvents: OtlpEvents = eventsOf(knownMappings, new Map());

/**
 * The events of OTLP_EVENTS beside those that are known: a JSON object of event names; `null` leaves an
 * event aside, what a mapping does not say of a known event stays as it is, and `*` says what becomes of attributes.
 * @returns undefined where the text is not such an object.
 */
export const parseOtlpEvents = (text: string): OtlpEvents | undefined => {
  const configured = parseJson(text);
  if (!isObject(configured) || Object.keys(configured).length > MAX_EVENTS) return undefined;
  const mappings = new Map(knownMappings);
  const rules = new Map<string, AttributeRules>();
  for (const [name, value] of Object.entries(configured)) {
    if (!isName(name)) return undefined;
    if (value === null) {
      mappings.delete(name);
      continue;
    }
    const said = saidIn(value);
    if (!said) return undefined;
    if (said.rules) rules.set(name, said.rules);
    if (name === ALL) {
      if (Object.keys(value as Json).some((key) => key !== 'attributes')) return undefined;
      continue;
    }
    const ofEvent = mappingsOf(name, said);
    if (!ofEvent) return undefined;
    mappings.set(name, ofEvent);
  }
  return eventsOf(mappings, rules);
};
