import { expect } from '@jest/globals';
import {
  type Asked,
  cutOf,
  fillBuckets,
  isShown,
  matching,
  said,
  saidFrame,
  type Span,
  spanOf,
  within,
} from './asked.js';
import { comparison } from './comparison.js';
import { ERRORS } from './drawn-usage.js';
import {
  byPattern,
  descending,
  durationOf,
  fraction,
  grouped,
  isSuccess,
  nameOf,
  qualityOf,
  rateOf,
  successesOf,
  total,
  trendOf,
} from './figures.js';
import type { Answer, Fetch, Question } from './question.js';
import { isBomRefused, readFile } from './read-file.js';
import type { RecordedUsage, World } from './recorded-usage.js';
import { without } from './without.js';

const DAY = 86_400_000;

/** The youngest first, those of one time by descending id. */
const youngestFirst = (usages: readonly RecordedUsage[]): RecordedUsage[] =>
  [...usages].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));

interface Page {
  readonly next_cursor: string | null;
  readonly [field: string]: unknown;
}

/** All pages of a list, whose other fields have to stay as they were. */
const allPages = async (get: Fetch, path: string, listed: string): Promise<Answer> => {
  const first = await get(path);
  if (first.status !== 200) return first;
  const items: unknown[] = [];
  let page = first.body as Page;
  for (;;) {
    items.push(...(page[listed] as unknown[]));
    if (page.next_cursor === null) return { status: 200, body: { ...page, [listed]: items } };
    const cursor = encodeURIComponent(page.next_cursor);
    const next = await get(`${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
    const before = without(page, listed, 'next_cursor');
    page = next.body as Page;
    expect(page).toMatchObject(before);
  }
};

/** A range whose ends may be open. */
const openSpan = ({ from, to }: Asked): Span => ({
  from: from === undefined ? -Infinity : Date.parse(from),
  to: to === undefined ? Infinity : Date.parse(to),
});

const history = (path: string): Question => ({
  path,
  ask: (get, address) => allPages(get, address, 'feedback_history'),
  status: ({ patterns }, asked) => (patterns.has(asked['pattern_id']!.toLowerCase()) ? 200 : 404),
  expected: (world, asked) => {
    const id = asked['pattern_id']!.toLowerCase();
    const own = within(
      world.usages.filter(({ pattern_id }) => pattern_id === id),
      openSpan(asked),
    );
    const times = own.map(({ at }) => at);
    const listed = own.filter(({ outcome }) => asked['outcome']?.split(',').includes(outcome) ?? true);
    return {
      pattern_id: id,
      pattern_name: nameOf(world, id),
      feedback_history: youngestFirst(listed).map((usage) => {
        const { id: feedback_id, at, ...fields } = without(usage, 'pattern_id');
        return { feedback_id, ...fields, success: isSuccess(usage), created_at: said(at) };
      }),
      summary: {
        total_feedback: own.length,
        success_count: successesOf(own),
        failure_count: own.length - successesOf(own),
        success_rate: rateOf(own),
        avg_quality_score: qualityOf(own),
        avg_execution_time_ms: durationOf(own),
        date_range: {
          earliest: times.length === 0 ? null : said(Math.min(...times)),
          latest: times.length === 0 ? null : said(Math.max(...times)),
        },
      },
      next_cursor: null,
    };
  },
});

const kindOf = ({ error_message }: RecordedUsage): string => ERRORS[error_message!]!;
const withErrors = (world: World, asked: Asked): RecordedUsage[] =>
  matching(world, asked).filter(({ error_message }) => error_message !== null);

const errorUsage = (usage: RecordedUsage): object => ({
  usage_id: usage.id,
  pattern_id: usage.pattern_id,
  created_at: said(usage.at),
  outcome: usage.outcome,
  quality_score: usage.quality_score,
  execution_time_ms: usage.execution_time_ms,
  context: usage.context,
  correlation_id: usage.correlation_id,
  error_message: usage.error_message,
});

const countsOf = (own: readonly RecordedUsage[], before: readonly RecordedUsage[]): object => ({
  count: own.length,
  previous_count: before.length,
  trend: trendOf(before.length, own.length),
  first_seen: said(Math.min(...own.map(({ at }) => at))),
  last_seen: said(Math.max(...own.map(({ at }) => at))),
});

interface AnsweredKinds {
  readonly errors: readonly { readonly fingerprint: string; readonly sample: { usage_id: string } }[];
}

const errors: Question = {
  path: '/errors',
  expected: (world, asked, { body }) => {
    const span = spanOf(asked, '7d', world.now);
    const all = withErrors(world, asked);
    const [now, then] = [within(all, span), within(all, span.previous)];
    const kinds = descending(
      [...grouped(now, kindOf)]
        .map(([fingerprint, own]) => ({ fingerprint, own }))
        .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
      ({ own }) => fraction(own.length, 1),
    );
    const maxListed = Number(asked['limit'] ?? '50');
    const isCut = asked['granularity'] !== undefined || asked['fill'] === 'true';
    const cut = cutOf(asked, span.elapsedTo - span.from > DAY ? 'day' : 'hour');
    const seriesOf = (own: readonly RecordedUsage[]): object =>
      isCut
        ? {
            data: fillBuckets(own, span, cut)
              .filter((bucket) => isShown(asked, bucket))
              .map(({ start, usages, isPartial }) => ({
                timestamp: said(start),
                count: usages.length,
                ...(isPartial ? { partial: true } : {}),
              })),
          }
        : {};
    return {
      errors: kinds.slice(0, maxListed).map(({ fingerprint, own }) => {
        const before = then.filter((usage) => kindOf(usage) === fingerprint);
        const patterns = descending(byPattern(own), ({ usages }) => fraction(usages.length, 1));
        // Of those at the same time any may be the sample.
        const youngest = own.filter(({ at }) => at === Math.max(...own.map((usage) => usage.at)));
        const answered = (body as AnsweredKinds).errors.find((kind) => kind.fingerprint === fingerprint);
        const sample = youngest.find(({ id }) => id === answered?.sample.usage_id) ?? youngest[0]!;
        return {
          id: expect.stringMatching(/^[\da-f]{16}$/),
          fingerprint,
          share: own.length / now.length,
          ...countsOf(own, before),
          patterns: patterns.map(({ id, usages }) => ({
            pattern_id: id,
            pattern_name: nameOf(world, id),
            ...countsOf(
              usages,
              before.filter(({ pattern_id }) => pattern_id === id),
            ),
          })),
          total_patterns: patterns.length,
          total_matching: patterns.length,
          ...seriesOf(own),
          sample: errorUsage(sample),
        };
      }),
      total_kinds: kinds.length,
      total_errors: now.length,
      previous_total_errors: then.length,
      other: {
        kinds: Math.max(0, kinds.length - maxListed),
        count: total(kinds.slice(maxListed).map(({ own }) => own.length)),
        ...seriesOf(kinds.slice(maxListed).flatMap(({ own }) => own)),
      },
      ...seriesOf(now),
      ...(asked['compare'] === undefined
        ? {}
        : { comparison: comparison(span, now.length, then.length, null) }),
      time_range: span.name,
      from: said(span.from),
      to: said(span.to),
      ...(isCut ? saidFrame(asked, span, cut.width) : {}),
    };
  },
};

const KINDS = [...new Set(Object.values(ERRORS)), 'Never seen'];
/** The parameter is drawn as the place of a kind; its id is what GET /errors has said of it. */
const kindAsked = (asked: Asked): string => KINDS[Number(asked['fingerprint_id']) % KINDS.length]!;
const NO_ID = '0000000000000000';

const errorUsages: Question = {
  path: '/errors/{fingerprint_id}/usages',
  ask: async (get, path, asked) => {
    const prefix = path.slice(0, path.indexOf('/errors/'));
    const { body } = await get(`${prefix}/errors?from=2000-01-01T00:00:00Z`);
    const known = (body as { errors: { fingerprint: string; id: string }[] }).errors;
    const id = known.find(({ fingerprint }) => fingerprint === kindAsked(asked))?.id ?? NO_ID;
    const address = path.replace(/\/errors\/\d+\//, `/errors/${id}/`);
    const answer = await allPages(get, address, 'usages');
    expect(answer.body).toMatchObject({ id });
    return answer;
  },
  expected: (world, asked) => {
    const span = spanOf(asked, '7d', world.now);
    const own = within(withErrors(world, asked), span).filter((usage) => kindOf(usage) === kindAsked(asked));
    return {
      id: expect.any(String),
      fingerprint: own.length === 0 ? null : kindAsked(asked),
      total_usages: own.length,
      usages: youngestFirst(own).map(errorUsage),
      next_cursor: null,
    };
  },
};

/** What is kept of feedback as it was sent is no number. */
const withoutFeedback = (rows: readonly object[]): object[] =>
  rows.map((row) => without(row as Record<string, unknown>, 'feedback', 'amendments'));

const inOrder = (usages: readonly RecordedUsage[]): RecordedUsage[] => youngestFirst(usages).reverse();

/** What is asked goes on after the usage at this place, as it is drawn. */
const usagesExport: Question = {
  path: '/usages/export',
  status: (_, asked) => (isBomRefused(asked) ? 422 : 200),
  ask: async (get, path, asked) => {
    const { after, format } = asked;
    const plain = path.replace(/&?after=\d+/, '');
    if (isBomRefused(asked)) return get(plain, 'file');
    if (after === undefined) {
      const { status, body } = await get(plain, 'file');
      return { status, body: withoutFeedback(await readFile(format, body as ArrayBuffer)) };
    }
    // Broken off anywhere, the file goes on with the rest.
    const whole = await readFile(format, (await get(plain, 'file')).body as ArrayBuffer);
    const rows = whole as { readonly created_at: string; readonly id: string }[];
    const last = rows[Number(after) % Math.max(1, rows.length)];
    if (!last) return { status: 200, body: rows };
    const place = encodeURIComponent(`${last.created_at},${last.id}`);
    const rest = await get(`${plain}${plain.includes('?') ? '&' : '?'}after=${place}`, 'file');
    const first = rows.slice(0, rows.indexOf(last) + 1);
    const all = [...first, ...(await readFile(format, rest.body as ArrayBuffer))];
    return { status: rest.status, body: withoutFeedback(all) };
  },
  expected: (world, asked) => {
    const span = spanOf(asked, '7d', world.now);
    return inOrder(within(matching(world, asked), span)).map((usage) => {
      const { at, issues, ...fields } = usage;
      const known = world.patterns.get(usage.pattern_id);
      return {
        ...fields,
        pattern_name: known?.name ?? null,
        pattern_type: known?.type ?? null,
        node_type: known?.nodeType ?? null,
        created_at: said(at),
        success: isSuccess(usage),
        error_fingerprint: usage.error_message === null ? null : kindOf(usage),
        issues: issues.length === 0 ? null : issues,
        feedback_text: null,
        created_by: null,
      };
    });
  },
};

export const USAGE_QUESTIONS: readonly Question[] = [
  history('/pattern/{pattern_id}/history'),
  history('/patterns/{pattern_id}/history'),
  errors,
  errorUsages,
  usagesExport,
];
