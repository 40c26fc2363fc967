import { v5 as uuidV5, v7 as uuidV7 } from 'uuid';
import { formatTime, HOUR_MS } from '../../src/common/time-range.js';
import type { UsageInput } from '../../src/tracker/index.js';
import { demoPatterns, type Course, type DemoPattern } from './demo-patterns.js';

export const DEMO_DAYS = 90;
/** Whole hours, so that the first does not begin before the 90 days do. */
const HOURS = DEMO_DAYS * 24 - 1;
const PATTERN_NAMESPACE = '0b0c9f0a-8f0a-4f6d-9b57-6a1f4a1c2d3e';

/** The same sequence of numbers in [0, 1) for the same seed (mulberry32). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Use by UTC hour: a European working day, with night builds. */
const HOUR_WEIGHTS = [3, 3, 6, 4, 3, 4, 10, 30, 62, 88, 96, 90, 62, 84, 98, 94, 78, 52, 30, 22, 18, 13, 8, 5];
/** Use by day of the week, from Sunday. */
const DAY_WEIGHTS = [0.16, 1, 1.12, 1.15, 1.08, 0.82, 0.2];

/** How much a pattern is used at a time, 0 (90 days ago) to 1 (now). */
const COURSES: Readonly<Record<Course, (time: number) => number>> = {
  steady: () => 1,
  failing: () => 1,
  broken: () => 1,
  rising: (time) => 0.35 * Math.exp(2.4 * time),
  falling: (time) => 2.6 * Math.exp(-2.6 * time),
  spiking: (time) => (time % 0.31 > 0.27 ? 9 : 0.5),
  new: (time) => (time > 0.72 ? 3 : 0),
  retired: (time) => (time < 0.6 ? 1.5 : 0),
};

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** When each version came out, 0 (90 days ago) to 1 (now); the last but one of a broken pattern fails. */
const RELEASES = [
  [0, '1.0.0'],
  [0.35, '1.1.0'],
  [0.8, '2.0.0'],
  [0.9, '2.0.1'],
] as const;
const BROKEN = '2.0.0';

/** What a usage at a time is of; not all that is used at once is of the newest. */
const versionAt = (time: number, random: number): string => {
  const isSlow = random < 0.1;
  return RELEASES.findLast(([since]) => since <= Math.max(0, isSlow ? time - 0.05 : time))![1];
};

/** A pattern's share of successes; a failing one loses nine of ten in its last weeks, a broken release six. */
const successRateAt = ({ course, successRate }: DemoPattern, time: number, version: string): number => {
  if (course === 'broken' && version === BROKEN) return 0.4 * successRate;
  return course === 'failing' ? successRate * (1 - 0.9 * clamp((time - 0.6) / 0.2)) : successRate;
};

/** What agents report: of these the first two often say no more than that they were used. */
const OF_AGENTS: readonly string[] = ['skill', 'command', 'agent', 'prompt'];
const UNKNOWN_RATES: Readonly<Record<string, number>> = { skill: 0.12, command: 0.6 };
/** US dollars a token. */
const [INPUT_PRICE, OUTPUT_PRICE] = [3e-6, 15e-6];

/** What a use by an agent took. */
const costOf = (
  { type }: DemoPattern,
  random: () => number,
): Pick<UsageInput, 'input_tokens' | 'output_tokens' | 'cost_usd'> => {
  if (!OF_AGENTS.includes(type)) return {};
  const input = Math.round(4000 * Math.exp(0.8 * normal(random)));
  const output = Math.round(600 * Math.exp(0.6 * normal(random)));
  const cost = Math.round((input * INPUT_PRICE + output * OUTPUT_PRICE) * 1e6) / 1e6;
  return { input_tokens: input, output_tokens: output, cost_usd: cost };
};

const ERRORS = [
  (n: number) => `Connection to 10.0.${n % 8}.${n % 250}:5432 timed out after ${1000 + (n % 4000)} ms`,
  (n: number) => `Unexpected token at position ${n % 9000}`,
  (n: number) => `Expected ${n % 90} rows, found ${(n % 90) + 1}`,
  () => 'The model answered with no code block',
  (n: number) => `HTTP 50${n % 4} from upstream`,
];
/** Who uses patterns; some much more than others. */
const PEOPLE = 60;
const TEAMS = ['checkout', 'search', 'platform', 'mobile', 'data'];

export const demoPatternId = ({ name }: DemoPattern): string => uuidV5(name, PATTERN_NAMESPACE);

/** Roughly normal, mean 0 and variance 1. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const buildUsage = (
  pattern: DemoPattern,
  createdAt: number,
  time: number,
  random: () => number,
): UsageInput => {
  const version = versionAt(time, random());
  const isUnknown = random() < (UNKNOWN_RATES[pattern.type] ?? 0);
  const succeeds = random() < successRateAt(pattern, time, version);
  const isSmall = random() < 0.3;
  const how = succeeds
    ? isSmall && random() < 0.25
      ? 'partial_success'
      : 'success'
    : isSmall
      ? 'error'
      : 'failure';
  const outcome = isUnknown ? 'unknown' : how;
  const quality = clamp(pattern.quality + 0.06 * normal(random) - (succeeds ? 0 : 0.3));
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
  return {
    id: uuidV7({ msecs: createdAt, random: bytes }),
    pattern_id: demoPatternId(pattern),
    created_at: formatTime(createdAt),
    outcome,
    quality_score: random() < 0.1 || isUnknown ? null : Math.round(quality * 1000) / 1000,
    execution_time_ms:
      how === 'error' || isUnknown ? null : Math.round(pattern.medianMs * Math.exp(0.5 * normal(random))),
    error_message:
      succeeds || isUnknown
        ? null
        : ERRORS[Math.floor(random() * ERRORS.length)]!(Math.floor(random() * 1e6)),
    version,
    actor: `dev-${Math.floor(PEOPLE * random() ** 2)}`,
    ...costOf(pattern, random),
    context: { node_type: pattern.nodeType, team: TEAMS[Math.floor(random() * TEAMS.length)]! },
    pattern_name: pattern.name,
    pattern_type: pattern.type,
    node_type: pattern.nodeType,
  };
};

/**
 * Usages of the demo patterns over the 90 days before a time, oldest first: the same for the same
 * end and count. Hours and patterns get their share by how much they are used then, to the unit;
 * what follows on each other within an hour shares a correlation id, as the steps of a task do.
 * @param end milliseconds; rounded down to the hour.
 */
export function* demoUsages(end: number, count: number): Generator<UsageInput> {
  const random = randomFrom(8053);
  const last = Math.floor(end / HOUR_MS) * HOUR_MS;
  const start = last - HOURS * HOUR_MS;
  const useAt = (pattern: DemoPattern, hour: number): number => {
    const date = new Date(start + hour * HOUR_MS);
    const rhythm = HOUR_WEIGHTS[date.getUTCHours()]! * DAY_WEIGHTS[date.getUTCDay()]!;
    return pattern.weight * rhythm * COURSES[pattern.course]((hour + 0.5) / HOURS);
  };
  let total = 0;
  for (let hour = 0; hour < HOURS; hour += 1) {
    for (const pattern of demoPatterns) total += useAt(pattern, hour);
  }

  let reached = 0;
  let drawn = 0;
  for (let hour = 0; hour < HOURS; hour += 1) {
    const usages: { readonly createdAt: number; readonly usage: UsageInput }[] = [];
    for (const pattern of demoPatterns) {
      reached += useAt(pattern, hour);
      // The last cell takes what rounding would leave over.
      const due = Math.min(count, Math.floor((reached / total) * count + 0.5));
      for (; drawn < due; drawn += 1) {
        const createdAt = Math.floor(start + (hour + random()) * HOUR_MS);
        usages.push({ createdAt, usage: buildUsage(pattern, createdAt, (hour + 0.5) / HOURS, random) });
      }
    }
    usages.sort((a, b) => a.createdAt - b.createdAt);
    let correlation = 0;
    for (const { usage } of usages) {
      if (random() < 0.4) correlation += 1;
      yield { ...usage, correlation_id: uuidV5(`${start} ${hour} ${correlation}`, PATTERN_NAMESPACE) };
    }
  }
}
