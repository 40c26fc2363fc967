import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = '/api/pattern-analytics';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: { readonly enum?: readonly string[] };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
}
const { paths } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
) as { readonly paths: Readonly<Record<string, { readonly get?: Operation }>> };

/** A stream has no end, and is followed instead. */
const ENDLESS = new Set([`${PREFIX}/stream`]);

/** Where a pattern must be named, by its id or its name. */
const OF_A_PATTERN = new Set([`${PREFIX}/time-series`]);

/** What is asked of an endpoint beside its plain question, where it takes these parameters. */
const VARIANTS: readonly Readonly<Record<string, string>>[] = [
  { from: '1970-01-01T00:00:00Z', granularity: 'week' },
  { from: '1970-01-01T00:00:00Z', group_by: 'context.k' },
  { time_range: '90d', granularity: 'hour', timezone: 'Asia/Kathmandu' },
  { time_range: '90d', fill: 'true', compare: 'previous_period' },
  { from: '1970-01-01T00:00:00Z', format: 'csv' },
  { from: '1970-01-01T00:00:00Z', format: 'json' },
  { from: '1970-01-01T00:00:00Z', format: 'ndjson' },
  { from: '1970-01-01T00:00:00Z', format: 'parquet' },
  { metric: 'execution_time' },
  { trend_type: 'performance' },
  { criteria: 'quality' },
  { min_samples: '1' },
  { min_frequency: '1', time_window_hours: '720' },
];

const REQUIRED: Readonly<Record<string, string>> = {
  query: 'x',
  metric: 'quality',
  fingerprint_id: '0123456789abcdef',
};

/** A parameter or a value that an endpoint does not know makes no question. */
const isFor = (variant: Readonly<Record<string, string>>, parameters: readonly Parameter[]): boolean =>
  Object.entries(variant).every(([name, value]) => {
    const parameter = parameters.find((one) => one.name === name && one.in === 'query');
    return parameter !== undefined && (parameter.schema.enum?.includes(value) ?? true);
  });

/** The addresses of everything that can be asked of a pattern and of all. */
export const everyQuestion = (pattern: string, correlation: string): readonly string[] =>
  Object.entries(paths).flatMap(([path, { get }]) => {
    if (!get || ENDLESS.has(path)) return [];
    const parameters = get.parameters ?? [];
    const names = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
    const values: Record<string, string> = {
      ...REQUIRED,
      id: pattern,
      pattern_id: pattern,
      correlation_id: correlation,
    };
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!);
    const required = parameters.filter((one) => one.required && one.in === 'query').map(({ name }) => name);
    const asked = OF_A_PATTERN.has(path) ? [...required, 'pattern_id'] : required;
    const base = Object.fromEntries(asked.map((name) => [name, values[name]!]));
    const variants = VARIANTS.filter((variant) => isFor(variant, parameters));
    return [{}, ...variants, ...(names.has('pattern_id') ? [{ pattern_id: pattern }] : [])].map((variant) => {
      const query = new URLSearchParams({ ...base, ...variant }).toString();
      return query === '' ? address : `${address}?${query}`;
    });
  });
