import './figures.css';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.js';
import { Sparkline } from '../charts/sparkline.js';
import * as format from '../format/format.js';
import { COST_FIGURES, FIGURES, verdictOn } from './figure-list.js';

/** The figures of a range, those of costs where there are any, each with its change and its course. */
export const Figures = ({ overview }: { readonly overview: Schemas['OverviewResponse'] }): ReactNode => {
  const { current, previous, buckets } = overview;
  const isCosted = [current, previous].some(({ costs }) => costs?.cost_usd != null);
  const isLastPartial = buckets.at(-1)?.partial === true;
  return (
    <dl className="figures">
      {[...FIGURES, ...(isCosted ? COST_FIGURES : [])].map((figure) => {
        const { metric, title, of, write, change } = figure;
        const now = of(current);
        const before = of(previous);
        return (
          <div key={metric} className="panel figure" data-metric={metric}>
            <dt>{title}</dt>
            <dd className="figure-value">{write(now)}</dd>
            <dd className="figure-change">
              {now === null || before === null ? (
                <span className="muted">no value before</span>
              ) : (
                <>
                  <span className="change" data-verdict={verdictOn(figure, now, before)}>
                    {change(now, before)}
                  </span>{' '}
                  <span className="muted">from {write(before)}</span>
                </>
              )}
            </dd>
            {metric === 'usages' && (current.unknown_usages ?? 0) > 0 && (
              <dd className="muted">{format.count(current.unknown_usages)} of unknown outcome</dd>
            )}
            {metric === 'success_rate' && (current.unknown_usages ?? 0) > 0 && (
              <dd className="muted">of {format.count(current.known_usages)} with a known outcome</dd>
            )}
            <dd className="figure-course" aria-hidden="true">
              <Sparkline
                values={buckets.map(of)}
                isLastPartial={isLastPartial}
                isFromZero={metric === 'usages'}
              />
            </dd>
          </div>
        );
      })}
    </dl>
  );
};
