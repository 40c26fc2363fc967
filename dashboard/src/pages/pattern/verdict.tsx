import type { ReactNode } from 'react';
import { Link } from 'wouter';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { useView } from '../../view/use-view.js';
import { type Recommendation, useRecommendation } from './use-recommendation.js';

type Alternative = Recommendation['alternatives'][0];

const SHOWN = 4;

const evidence = ({ success_rate, usages, probability_better }: Alternative): string =>
  `${format.wholePercent(success_rate)} of ${format.count(usages)} usages succeed; better with a probability of ${format.probability(probability_better)}.`;

const isRecommended = ({ recommendation }: Pick<Recommendation, 'recommendation'>): boolean =>
  recommendation === 'highly_recommended' || recommendation === 'recommended';

/** Whether to use a pattern, why, and what instead. */
export const Verdict = ({ id }: { readonly id: string }): ReactNode => {
  const { linkTo } = useView();
  const recommendation = useRecommendation(id);
  return (
    <Answered query={recommendation} label="Loading the recommendation">
      {({ alternatives, ...said }) => (
        <section className="panel verdict" aria-label="Recommendation">
          <div className="verdict-score">
            <p className="figure-value" data-figure="effectiveness_score">
              {format.score(said.effectiveness_score)}
            </p>
            <p className="muted">Effectiveness</p>
          </div>
          <div className="verdict-reason">
            <p className="verdict-badges">
              <span className="badge" data-recommendation={said.recommendation}>
                {format.words(said.recommendation)}
              </span>
              {said.getting_worse && (
                <span className="badge" data-recommendation="not_recommended">
                  Getting worse
                </span>
              )}
            </p>
            <p>{said.reason}</p>
            {said.notice !== null && <p className="muted">{said.notice}</p>}
          </div>
          {alternatives.length > 0 && (
            <div className="verdict-instead">
              <h2>{isRecommended(said) ? 'Succeed more often' : 'Rather use'}</h2>
              <ul>
                {alternatives.slice(0, SHOWN).map((one) => (
                  <li key={one.pattern_id}>
                    <PatternLink id={one.pattern_id} name={one.pattern_name} />
                    <p className="muted">{evidence(one)}</p>
                  </li>
                ))}
              </ul>
              <Link
                href={linkTo('/compare', {
                  type: null,
                  node: null,
                  pattern_id: [id, ...alternatives.slice(0, SHOWN).map((one) => one.pattern_id)].join(','),
                })}
              >
                Compare with {alternatives.length === 1 ? 'it' : 'these'}
              </Link>
            </div>
          )}
        </section>
      )}
    </Answered>
  );
};
