import { type Outcome, OUTCOMES, type PatternType } from '../../common/pattern-terms.js';

/** Fields of a usage that attributes of a log event or span can give. */
export const MAPPED_FIELDS = [
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
export type MappedField = (typeof MAPPED_FIELDS)[number];

/**
 * Attributes by name, the first that is there: `tool_parameters.skill_name` is in the JSON text or the map of the
 * attribute `tool_parameters`, `resource.team` is the attribute `team` of the resource.
 */
export type AttributeNames = readonly string[];

/** The call that a record tells of, where other records may tell of the same one. */
export interface CallMapping {
  /** A start tells that the pattern was used, an end what came of it. */
  readonly tells: 'start' | 'end';
  /** Which attributes give the id of the call. */
  readonly id?: AttributeNames;
  /** The shortest id that tells a call from all others; any where that is left out. */
  readonly minIdLength?: number;
  /** Which attributes say where the call was: its session, its prompt. There, starts and ends are matched. */
  readonly within?: readonly AttributeNames[];
  /** Whether there is no more than one such call of a pattern there. */
  readonly isOnlyOne?: boolean;
  /** Of the records of one call those of the lowest rank are believed first; 0 where that is left out. */
  readonly rank?: number;
}

/** How log events and spans of one name become usages. */
export interface EventMapping {
  /** It applies where each of these attributes has one of these values; any where there are none. */
  readonly when: Readonly<Record<string, readonly string[]>>;
  /** What the pattern is; undefined where nobody says. */
  readonly type: PatternType | undefined;
  /** Which attributes give the fields of a usage. */
  readonly attributes: Readonly<Record<MappedField, AttributeNames>>;
  /** Outcomes by their words, in lower case. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The outcome where nothing says how it went. */
  readonly otherwise: Outcome;
  /** The quality that counts as 1. */
  readonly qualityMax: number;
  /** Another event that tells of the same use, which is counted there. */
  readonly toldBy: string | undefined;
  readonly call: CallMapping | undefined;
  /** Whether it is no use but a judgement of one: its pattern is the name of the evaluation. */
  readonly isEvaluation: boolean;
}

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

/** Who used it: an account or installation rather than an address, which is taken where there is nothing else. */
const ACTORS = ['user.account_uuid', 'user.account_id', 'user.id', 'enduser.id', 'user.email'];

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
  actor: ['actor', ...ACTORS, ...ACTORS.map((name) => `resource.${name}`)],
  input_tokens: ['input_tokens', 'gen_ai.usage.input_tokens'],
  output_tokens: ['output_tokens', 'gen_ai.usage.output_tokens'],
  cost_usd: ['cost_usd', 'gen_ai.usage.cost'],
  time_saved_seconds: ['time_saved_seconds'],
};

export interface MappingSettings extends Partial<Omit<EventMapping, 'attributes' | 'outcomes'>> {
  readonly attributes?: Partial<EventMapping['attributes']>;
  readonly outcomes?: Iterable<readonly [string, Outcome]>;
}

/** A mapping of what is said, on top of one that there is. */
export const mappingOf = (
  { attributes, outcomes = [], ...others }: MappingSettings,
  base?: EventMapping,
): EventMapping => ({
  when: {},
  type: undefined,
  otherwise: 'success',
  qualityMax: 1,
  toldBy: undefined,
  call: undefined,
  isEvaluation: false,
  ...base,
  ...others,
  attributes: { ...BY_DEFAULT, ...base?.attributes, ...attributes },
  outcomes: new Map([...(base?.outcomes ?? COMMON_OUTCOMES), ...outcomes]),
});
