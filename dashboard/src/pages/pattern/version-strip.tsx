import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { date } from '../../format/times.js';
import { Panel } from '../../parts/panel.js';
import { useView } from '../../view/use-view.js';
import { differenceOf, differenceText, sideOf, type Success } from './version-difference.js';
import { useVersionStrip, type VersionCourse } from './use-version-strip.js';

interface Props {
  readonly id: string;
  /** When the pattern was first used; null where it was not yet. */
  readonly firstSeen: string | null;
}

const successOf = ({ version, did }: VersionCourse): Success => ({
  version,
  n: did.usages,
  rate: did.success_rate,
  interval: did.success_interval,
});

const Line = ({ one }: { readonly one: VersionCourse }): ReactNode => {
  const { version, first, last, did } = one;
  const { n, rate, interval } = successOf(one);
  const cost = did.costs?.cost_usd ?? null;
  return (
    <tr data-version={version}>
      <th scope="row">{version}</th>
      <td data-figure="n">{format.count(n)}</td>
      <td data-figure="success">
        {format.percent(rate)}{' '}
        {interval !== null && (
          <span className="muted">
            {format.percent(interval.lower)} to {format.percent(interval.upper)}
          </span>
        )}
      </td>
      <td data-figure="time">
        {format.duration(did.p50_execution_time_ms)}{' '}
        <span className="muted">n {format.count(did.usages_with_time)}</span>
      </td>
      <td data-figure="cost">
        {format.dollars(cost?.per_success)} <span className="muted">n {format.count(cost?.n ?? 0)}</span>
      </td>
      <td>{date(first, 'UTC')}</td>
      <td>{date(last, 'UTC')}</td>
    </tr>
  );
};

const COLUMNS = [
  'Version',
  'Usages',
  'Success, 95 % interval',
  'Median time',
  'Cost per success',
  'First used (UTC)',
  'Last used (UTC)',
];

const VERDICTS = { more: 'good', less: 'bad', open: 'even' } as const;

/** The newest version of a pattern against the one before. */
export const VersionStrip = ({ id, firstSeen }: Props): ReactNode => {
  const { view } = useView();
  const strip = useVersionStrip(view, id, firstSeen);
  if (strip == null) return null;
  const [before, after] = strip.versions;
  const [of, against] = [successOf(after), successOf(before)];
  const isFiltered = view.outcomes.length > 0 || view.version !== null;
  return (
    <Panel
      title="Newest version against the one before"
      note={`Of the ${format.count(strip.count)} versions that were used in this range the two that came last.${
        isFiltered ? ' Of all outcomes, whatever the filters.' : ''
      }`}
      className="version-strip"
    >
      <p className="version-verdict" data-verdict={VERDICTS[sideOf(differenceOf(against, of))]}>
        {differenceText(against, of)}
      </p>
      <div className="scroller" role="region" aria-label="Versions" tabIndex={0}>
        <table className="versions">
          <caption className="visually-hidden">The two newest versions</caption>
          <thead>
            <tr>
              {COLUMNS.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Line one={before} />
            <Line one={after} />
          </tbody>
        </table>
      </div>
      <p className="muted">
        The two were used at different times by different people, so this is no experiment: what changed
        between them need not be the version. Usages, success and time are of those with a known outcome. A
        cost per success is what the n usages of any outcome cost that told it, by the successes among them.
      </p>
    </Panel>
  );
};
