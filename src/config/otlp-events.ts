import { type Outcome, OUTCOMES } from '../common/pattern-terms.js';

/** Fields of a usage that attributes of a log event can give. */
const FIELDS = [
  'pattern',
  'pattern_name',
  'outcome',
  'quality_score',
  'execution_time_ms',
  'error_message',
  'correlation_id',
  'execution_id',
  'version',
  'actor',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'time_saved_seconds',
] as const;
type Field = (typeof FIELDS)[number];

/** Which attributes of a log event give the fields of a usage; of several the first that is there. */
export interface EventMapping {
  readonly attributes: Readonly<Record<Field, readonly string[]>>;
  /** Further words for outcomes, in lower case. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The quality that counts as 1. */
  readonly qualityMax: number;
}

/** By event name. */
export type OtlpEvents = ReadonlyMap<string, EventMapping>;

const MAX_EVENTS = 1000;
const MAX_NAMES = 16;
const MAX_NAME = 256;

/** Where a mapping says nothing of a field. */
const BY_DEFAULT: EventMapping['attributes'] = {
  pattern: [],
  pattern_name: [],
  outcome: [],
  quality_score: [],
  execution_time_ms: [],
  error_message: [],
  correlation_id: [],
  execution_id: [],
  version: ['version'],
  actor: ['actor'],
  input_tokens: ['input_tokens'],
  output_tokens: ['output_tokens'],
  cost_usd: ['cost_usd'],
  time_saved_seconds: ['time_saved_seconds'],
};

const COMMON_OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ...OUTCOMES.map((outcome): [string, Outcome] => [outcome, outcome]),
  ...['ok', 'pass', 'passed', 'true', 'correct', 'relevant'].map((word): [string, Outcome] => [
    word,
    'success',
  ]),
  ...['fail', 'failed', 'false', 'incorrect', 'not_relevant'].map((word): [string, Outcome] => [
    word,
    'failure',
  ]),
  ['partial', 'partial_success'],
]);

const newMapping = (attributes: Partial<EventMapping['attributes']>): EventMapping => ({
  attributes: { ...BY_DEFAULT, ...attributes },
  outcomes: COMMON_OUTCOMES,
  qualityMax: 1,
});

/** Events whose names and attributes are published by those who emit them. */
export const knownEvents: OtlpEvents = new Map([
  [
    'claude_code.skill_activated',
    newMapping({ pattern: ['skill.name'], correlation_id: ['session.id'], execution_id: ['prompt.id'] }),
  ],
  [
    'gen_ai.evaluation.result',
    newMapping({
      pattern: ['pattern.id', 'pattern.name', 'skill.name', 'gen_ai.evaluation.name'],
      pattern_name: ['pattern.name', 'skill.name'],
      outcome: ['gen_ai.evaluation.score.label'],
      quality_score: ['gen_ai.evaluation.score.value'],
      error_message: ['error.type'],
      correlation_id: ['session.id', 'gen_ai.conversation.id'],
      execution_id: ['gen_ai.response.id'],
    }),
  ],
]);

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_NAME;

const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

const namesIn = (value: unknown): readonly string[] | undefined => {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return names.length <= MAX_NAMES && names.every(isName) ? names : undefined;
};

const outcomesIn = (value: unknown): [string, Outcome][] | undefined => {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).flatMap(([word, said]): [string, Outcome][] => {
    const outcome = OUTCOMES.find((one) => one === said);
    return outcome ? [[word.toLowerCase(), outcome]] : [];
  });
  return entries.length === Object.keys(value).length ? entries : undefined;
};

const mappingIn = (value: unknown, base: EventMapping): EventMapping | undefined => {
  if (!isObject(value)) return undefined;
  const attributes = { ...base.attributes };
  let { outcomes, qualityMax } = base;
  for (const [key, setting] of Object.entries(value)) {
    if (isField(key)) {
      const names = namesIn(setting);
      if (!names) return undefined;
      attributes[key] = names;
    } else if (key === 'outcomes') {
      const words = outcomesIn(setting);
      if (!words) return undefined;
      outcomes = new Map([...outcomes, ...words]);
    } else if (key === 'quality_max' && typeof setting === 'number' && setting > 0) {
      qualityMax = setting;
    } else {
      return undefined;
    }
  }
  return attributes.pattern.length > 0 ? { attributes, outcomes, qualityMax } : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The events of OTLP_EVENTS beside those that are known: a JSON object of event names; `null` leaves an
 * event aside, and what a mapping does not say of a known event stays as it is.
 * @returns undefined where the text is not such an object.
 */
export const parseOtlpEvents = (text: string): OtlpEvents | undefined => {
  const configured = parseJson(text);
  if (!isObject(configured) || Object.keys(configured).length > MAX_EVENTS) return undefined;
  const events = new Map(knownEvents);
  for (const [name, value] of Object.entries(configured)) {
    if (!isName(name)) return undefined;
    if (value === null) {
      events.delete(name);
      continue;
    }
    const mapping = mappingIn(value, knownEvents.get(name) ?? newMapping({}));
    if (!mapping) return undefined;
    events.set(name, mapping);
  }
  return events;
};
