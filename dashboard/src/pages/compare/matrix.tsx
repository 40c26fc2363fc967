import type { ReactNode } from 'react';
import { Mark } from '../../charts/mark.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { type Contender, MATRIX } from './matrix-metrics.js';
import { type Rank, rankOf } from './rank-of.js';

const SIGNS: Readonly<Record<Rank, string>> = { best: '▲', worst: '▽' };

/** The metrics of the patterns, side by side. */
export const Matrix = ({ contenders }: { readonly contenders: readonly Contender[] }): ReactNode => (
  <Panel
    title="Side by side"
    note="Best and worst go by the value alone; whether chance may explain it is said with the pairs."
  >
    <div className="matrix-scroller" role="region" aria-label="Side by side" tabIndex={0}>
      <table className="matrix">
        <caption className="visually-hidden">Metrics of the compared patterns</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Metric</span>
            </th>
            {contenders.map(({ pattern }, place) => (
              <th key={pattern.pattern_id} scope="col">
                <Mark place={place} />
                <PatternLink id={pattern.pattern_id} name={pattern.pattern_name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MATRIX.map((metric) => {
            const values = contenders.map(metric.value);
            return (
              <tr key={metric.title}>
                <th scope="row">{metric.title}</th>
                {contenders.map((contender, at) => {
                  const value = values[at] ?? null;
                  const rank = rankOf(metric.good, value, values);
                  return (
                    <td key={contender.pattern.pattern_id} data-rank={rank ?? undefined}>
                      <span className="matrix-value">{metric.write(value)}</span>
                      {rank !== null && (
                        <span className="rank" data-rank={rank}>
                          <span aria-hidden="true">{SIGNS[rank]}</span> {rank}
                        </span>
                      )}
                      {metric.detail && <span className="matrix-detail">{metric.detail(contender)}</span>}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  </Panel>
);
