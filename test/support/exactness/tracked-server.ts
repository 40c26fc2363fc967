import { createHmac } from 'node:crypto';
import { expect } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AnswerCache } from '../../../src/cache/answer-cache.js';
import { CoUsageService } from '../../../src/analytics/index.js';
import { Clock } from '../../../src/common/clock.js';
import { PatternRegister } from '../../../src/store/patterns/pattern-register.js';
import { RollupRefresh } from '../../../src/store/rollups/rollup-refresh.js';
import { TrackerDataSource } from '../../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../http-app.js';
import { clearStore } from '../test-store.js';
import { CLOCK_SKEW_MS } from './asked.js';
import { addressOf, askedOf, type DrawnQuestion } from './drawn-question.js';
import { timeOf } from './drawn-time.js';
import { type DrawnUsage, PATTERNS } from './drawn-usage.js';
import type { Fetch, Question } from './question.js';
import type { KnownPattern, RecordedUsage, World } from './recorded-usage.js';
import { without } from './without.js';

const ACTOR_KEY = 'no secret at all';
const keptActor = (actor: string): string =>
  `hashed:${createHmac('sha256', ACTOR_KEY).update(actor).digest('hex').slice(0, 32)}`;
const in64ths = (count: number | null): number | null => (count === null ? null : count / 64);

const PREFIX = '/api/pattern-analytics';
const OF_SENTIMENT: Readonly<Record<string, string>> = {
  positive: 'success',
  neutral: 'partial_success',
  negative: 'failure',
};

/** Feedback as it is drawn. */
export interface DrawnFeedback {
  /** Which usage it is about. */
  readonly which: number;
  readonly success: boolean | null;
  readonly sentiment: string | null;
  readonly quality: number | null;
  readonly performance: number | null;
  readonly issues: readonly string[];
  /** In 64ths of a dollar. */
  readonly cost: number | null;
}

interface Sent {
  readonly usage: RecordedUsage;
  readonly body: Readonly<Record<string, unknown>>;
}

const isKnown = ({ outcome }: RecordedUsage): boolean => outcome !== 'unknown';

/** A server, and a plain list of what was recorded through it. */
export class TrackedServer {
  private usages: RecordedUsage[] = [];
  private bodies = new Map<string, Readonly<Record<string, unknown>>>();
  private patterns = new Map<string, KnownPattern>();
  private counted: RecordedUsage[] | null = null;
  private made = 0;
  private time = Date.now();

  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly url: string,
  ) {
    app.get(Clock, { strict: false }).now = () => this.time;
  }

  static async open(): Promise<TrackedServer> {
    const app = await openHttpApp(
      {
        CO_USAGE_REFRESH_SECONDS: 0,
        ASSESSMENT_SECONDS: 0,
        CLOCK_SKEW_SECONDS: CLOCK_SKEW_MS / 1000,
        ACTOR_KEY,
        CONTEXT_DIMENSIONS: 'team',
      },
      { withoutRollups: true },
    );
    await app.listen(0, '127.0.0.1');
    return new TrackedServer(app, await app.getUrl());
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** Forgets everything; it is now again. */
  async clear(): Promise<void> {
    const store = this.app.get(TrackerDataSource, { strict: false });
    await clearStore({ store, register: this.app.get(PatternRegister, { strict: false }) });
    await store.query('TRUNCATE co_usage_note, co_usage_member, co_usage_pattern, co_usage_pair');
    await store.query('UPDATE co_usage_state SET correlations = 0, cut_correlations = 0, computed_at = NULL');
    await this.app.get(AnswerCache, { strict: false }).invalidate();
    this.usages = [];
    this.bodies.clear();
    this.patterns.clear();
    this.counted = null;
    this.time = Date.now();
  }

  /** Buckets that a level of rollups has. */
  async materialised(level: 'minute' | 'hour' | 'day' | 'week'): Promise<number> {
    const rows = await this.app
      .get(TrackerDataSource, { strict: false })
      .query<{ count: number }[]>(`SELECT count(*)::int AS count FROM usage_${level}`);
    return rows[0]!.count;
  }

  get world(): World {
    return {
      now: this.time,
      usages: this.usages.filter(isKnown),
      all: [...this.usages],
      patterns: new Map(this.patterns),
      counted: this.counted?.filter(isKnown) ?? null,
    };
  }

  pass(ms: number): void {
    this.time += ms;
  }

  async record(drawn: readonly DrawnUsage[], isBatch: boolean): Promise<void> {
    const sent = drawn.map((usage) => this.prepare(usage));
    const bodies = sent.map(({ body }) => body);
    if (isBatch) {
      const { body } = await this.fetch(`${PREFIX}/usage/batch`, { sent: bodies });
      expect(body).toMatchObject({ stored: sent.length, rejected: 0 });
    } else {
      for (const body of bodies)
        expect((await this.fetch(`${PREFIX}/usage`, { sent: body })).status).toBe(201);
    }
    for (const { usage, body } of sent)
      this.keep(
        usage,
        body,
        PATTERNS.find(({ id }) => id === usage.pattern_id)!,
      );
  }

  /** Sends a usage once more. */
  async repeat(which: number): Promise<void> {
    if (this.bodies.size === 0) return;
    const body = [...this.bodies.values()][which % this.bodies.size]!;
    const answer = await this.fetch(`${PREFIX}/usage/batch`, { sent: [body, body] });
    expect(answer.body).toMatchObject({ stored: 0, duplicates: 2 });
  }

  /** Feedback on a usage that is stored. */
  async amend(drawn: DrawnFeedback): Promise<void> {
    const target = this.usages[drawn.which % Math.max(1, this.usages.length)];
    if (!target) return;
    const own = this.usages.filter(
      ({ pattern_id, correlation_id }) =>
        pattern_id === target.pattern_id && correlation_id === target.correlation_id,
    );
    const isLatest = own.every((usage) => usage === target || usage.at < target.at);
    const { execution_id, correlation_id } = target;
    if (execution_id === null && (correlation_id === null || !isLatest)) return;
    const key = execution_id === null ? { correlation_id } : { execution_id };
    const feedback = this.feedbackOf(drawn);
    const sent = { ...key, ...feedback, feedback_id: this.newId(drawn.which), pattern_id: target.pattern_id };
    const { body } = await this.fetch(`${PREFIX}/feedback`, {
      sent: { ...sent, created_at: this.saidNow() },
    });
    expect(body).toMatchObject({ usage_id: target.id, amended: true, duplicate: false });
    const at = this.usages.indexOf(target);
    this.usages[at] = { ...target, ...this.saidBy(drawn, target) };
  }

  /** Feedback that is a usage of its own. */
  async feedback(drawn: DrawnFeedback, usage: DrawnUsage): Promise<void> {
    const { usage: plain } = this.prepare(usage);
    const says = drawn.success === null && drawn.sentiment === null ? { ...drawn, success: true } : drawn;
    const { pattern_id, context, execution_id, execution_time_ms, version } = plain;
    const { input_tokens, output_tokens, time_saved_seconds } = plain;
    const body = {
      feedback_id: plain.id,
      pattern_id,
      context,
      execution_id,
      version,
      actor: usage.actor,
      input_tokens,
      output_tokens,
      time_saved_seconds,
      created_at: new Date(plain.at).toISOString(),
      ...this.feedbackOf(says),
      implicit_signals: { execution_time_ms },
    };
    expect((await this.fetch(`${PREFIX}/feedback`, { sent: body })).status).toBe(201);
    const recorded = {
      ...plain,
      correlation_id: null,
      error_message: null,
      quality_score: null,
      cost_usd: null,
    };
    const inContext = usage.saysType === 'in context';
    const said = PATTERNS[usage.pattern]!;
    this.keep({ ...recorded, ...this.saidBy(says, recorded) }, undefined, {
      ...said,
      name: null,
      ...(inContext ? {} : { type: null, nodeType: null }),
    });
  }

  advance(): Promise<void> {
    return this.app.get(RollupRefresh, { strict: false }).advance();
  }

  async catchUp(): Promise<void> {
    await this.app.get(RollupRefresh, { strict: false }).catchUp();
  }

  /** Counts what is used together. */
  async countTogether(): Promise<void> {
    await this.app.get(CoUsageService, { strict: false }).refresh();
    this.counted = [...this.usages];
  }

  /** Asks, and compares the answer with the expected one. */
  async check(question: Question, drawn: DrawnQuestion): Promise<void> {
    const world = this.world;
    const asked = askedOf(drawn, world.now);
    const path = addressOf(question.path, asked, drawn);
    const answer = await (question.ask?.(this.fetch, path, asked) ?? this.fetch(path));
    const status = question.status?.(world, asked) ?? 200;
    const about = `at ${new Date(world.now).toISOString()} ${path}`;
    expect({ about, status: answer.status, body: answer.body }).toEqual({
      about,
      status,
      body: status === 200 ? question.expected(world, asked, answer) : expect.anything(),
    });
  }

  /** Asks, whatever the answer, which must be none of a fault. */
  async askOnly(question: Question, drawn: DrawnQuestion): Promise<void> {
    const asked = askedOf(drawn, this.time);
    const path = addressOf(question.path, asked, drawn);
    // Pages of what is being written may differ.
    expect((await this.fetch(path, 'file')).status).toBeLessThan(500);
  }

  private readonly fetch: Fetch = async (path, what) => {
    const sent = typeof what === 'object' ? what.sent : undefined;
    const response = await fetch(this.url + path, {
      ...(sent && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      }),
    });
    const body: unknown = await (what === 'file' ? response.arrayBuffer() : response.json());
    return { status: response.status, body };
  };

  private saidNow(): string {
    return new Date(this.time).toISOString();
  }

  private newId(salt: number): string {
    this.made += 1;
    return `${(salt >>> 0).toString(16).padStart(8, '0')}-2222-4222-8222-${String(this.made).padStart(12, '0')}`;
  }

  private prepare(drawn: DrawnUsage): Sent {
    const { id: pattern_id, name, type, nodeType } = PATTERNS[drawn.pattern]!;
    const isPlain = drawn.saysType === 'plainly';
    const inContext = drawn.saysType === 'in context' && type !== null;
    const id = this.newId(drawn.salt);
    const usage = {
      id,
      pattern_id,
      at: Math.min(timeOf(drawn.time, this.time), this.time + CLOCK_SKEW_MS),
      outcome: drawn.outcome,
      quality_score: drawn.quality === null ? null : drawn.quality / 64,
      execution_time_ms: drawn.milliseconds,
      context: { ...drawn.context, ...(inContext ? { pattern_type: type, node_type: nodeType } : {}) },
      correlation_id:
        drawn.correlation === null ? null : `cccccccc-1111-4111-8111-00000000000${drawn.correlation}`,
      error_message: drawn.error,
      execution_id: drawn.hasExecution ? `run ${this.made}` : null,
      version: drawn.version,
      actor: drawn.actor === null ? null : keptActor(drawn.actor),
      cost_usd: in64ths(drawn.cost),
      input_tokens: drawn.inputTokens,
      output_tokens: drawn.outputTokens,
      time_saved_seconds: in64ths(drawn.saved),
      sentiment: null,
      performance_score: null,
      issues: [],
    };
    const body = {
      ...without(usage, 'at', 'sentiment', 'performance_score', 'issues'),
      created_at: new Date(usage.at).toISOString(),
      actor: drawn.actor,
      ...(drawn.saysName && name !== null ? { pattern_name: name } : {}),
      ...(isPlain && type !== null ? { pattern_type: type, node_type: nodeType } : {}),
    };
    return { usage, body };
  }

  private keep(
    usage: RecordedUsage,
    body: Readonly<Record<string, unknown>> | undefined,
    said: KnownPattern,
  ): void {
    const known = this.patterns.get(usage.pattern_id);
    const saysName = body === undefined ? false : 'pattern_name' in body;
    const saysType = body === undefined || 'pattern_type' in body || 'pattern_type' in usage.context;
    this.patterns.set(usage.pattern_id, {
      name: known?.name ?? (saysName ? said.name : null),
      type: known?.type ?? (saysType ? said.type : null),
      nodeType: known?.nodeType ?? (saysType ? said.nodeType : null),
    });
    this.usages.push(usage);
    if (body) this.bodies.set(usage.id, body);
  }

  private feedbackOf({ success, sentiment, quality, performance, issues, cost }: DrawnFeedback): object {
    return {
      ...(success === null ? {} : { success }),
      ...(sentiment === null ? {} : { sentiment }),
      ...(quality === null ? {} : { quality_score: quality / 64 }),
      ...(performance === null ? {} : { performance_score: performance / 64 }),
      ...(issues.length === 0 ? {} : { issues }),
      ...(cost === null ? {} : { cost_usd: cost / 64 }),
    };
  }

  /** What feedback makes of a usage: what it does not say stays. */
  private saidBy(
    { success, sentiment, quality, performance, issues, cost }: DrawnFeedback,
    before: RecordedUsage,
  ): Partial<RecordedUsage> {
    const said = success === null ? sentiment && OF_SENTIMENT[sentiment] : success ? 'success' : 'failure';
    return {
      outcome: said ?? before.outcome,
      quality_score: quality === null ? before.quality_score : quality / 64,
      performance_score: performance === null ? before.performance_score : performance / 64,
      issues: issues.length === 0 ? before.issues : issues,
      sentiment: sentiment ?? before.sentiment,
      cost_usd: before.cost_usd ?? in64ths(cost),
    };
  }
}
