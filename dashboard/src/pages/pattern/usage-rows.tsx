import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Outcome } from '../../api/terms.js';
import * as format from '../../format/format.js';
import { instant } from '../../format/times.js';
import { useView } from '../../view/use-view.js';
import { useDrill } from './use-drill.js';

export interface ListedUsage {
  readonly id: string;
  readonly at: string;
  readonly outcome: Outcome;
  readonly quality: number | null;
  readonly executionMs: number | null;
  /** The most telling of it, in one line. */
  readonly text: string;
  /** What else it tells, as name and value. */
  readonly facts?: readonly (readonly [string, string])[];
}

interface Props {
  readonly usages: readonly ListedUsage[];
  readonly label: string;
}

/** Single usages; each leads to all that is known of it. */
export const UsageRows = ({ usages, label }: Props): ReactNode => {
  const { view } = useView();
  const { usageAddress } = useDrill();
  return (
    <>
      <div className="usage-head muted" aria-hidden="true">
        <span>Time</span>
        <span>Outcome</span>
        <span>Quality</span>
        <span>Took</span>
        <span>What</span>
      </div>
      <ol className="usage-rows" aria-label={label}>
        {usages.map(({ id, at, outcome, quality, executionMs, text, facts = [] }) => (
          <li key={id}>
            <Link href={usageAddress(id, at)} data-usage={id}>
              <time dateTime={at}>{instant(at, view.timeZone)}</time>
              <span className="outcome" data-outcome={outcome}>
                {format.words(outcome)}
              </span>
              <span className="number">
                <span className="usage-unit">Quality </span>
                {format.score(quality)}
              </span>
              <span className="number">
                <span className="usage-unit">Took </span>
                {format.duration(executionMs)}
              </span>
              <span className="usage-text" title={text}>
                {text}
              </span>
              {facts.length > 0 && (
                <span className="usage-facts muted">
                  {facts.map(([name, value]) => (
                    <span key={name} title={value}>
                      {name} {value}
                    </span>
                  ))}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ol>
    </>
  );
};
