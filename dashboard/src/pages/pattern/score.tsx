import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { Panel } from '../../parts/panel.js';
import { type Effectiveness, useEffectiveness } from './use-effectiveness.js';

/** As far back as the recommendation looks. */
const HOURS = 720;
const DAYS = HOURS / 24;

type Term = Effectiveness['terms'][0];

/** What each term was computed from, in words. */
const SOURCES: Readonly<Record<Term['component'], (metrics: Effectiveness['metrics']) => string>> = {
  success_rate: ({ success_count, total_usages }) =>
    `${format.count(success_count)} of ${format.count(total_usages)} usages succeeded`,
  average_quality: ({ average_quality_score }) =>
    average_quality_score === null ? 'no quality was given' : 'mean of those given',
  usage_frequency: ({ total_usages }) => `${format.count(total_usages)} usages; full from 100 on`,
};

interface TermProps {
  readonly term: Term;
  readonly metrics: Effectiveness['metrics'];
}

const TermRow = ({ term, metrics }: TermProps): ReactNode => {
  const { component, weight, value, contribution } = term;
  return (
    <tr data-term={component}>
      <th scope="row">
        {format.words(component)}
        <span className="muted">{SOURCES[component](metrics)}</span>
        <meter
          min={0}
          max={weight}
          value={contribution}
          aria-label={`${format.words(component)} adds ${format.fineScore(contribution)} of ${format.score(weight)}`}
        />
      </th>
      <td>{format.fineScore(value)}</td>
      <td>{format.score(weight)}</td>
      <td>{format.fineScore(contribution)}</td>
    </tr>
  );
};

const ScoreTable = ({ effectiveness }: { readonly effectiveness: Effectiveness }): ReactNode => {
  const { terms, metrics, effectiveness_score: score, confidence } = effectiveness;
  return (
    <table className="score-table">
      <thead>
        <tr>
          <th scope="col">Term</th>
          <th scope="col">Value</th>
          <th scope="col">× weight</th>
          <th scope="col">Adds</th>
        </tr>
      </thead>
      <tbody>
        {terms.map((term) => (
          <TermRow key={term.component} term={term} metrics={metrics} />
        ))}
      </tbody>
      <tfoot>
        <tr data-term="score">
          <th scope="row">Effectiveness</th>
          <td />
          <td />
          <td>{format.fineScore(score)}</td>
        </tr>
        <tr data-term="confidence">
          <th scope="row">
            Confidence
            <span className="muted">{format.count(metrics.total_usages)} usages; full from 30 on</span>
          </th>
          <td />
          <td />
          <td>{format.fineScore(confidence)}</td>
        </tr>
      </tfoot>
    </table>
  );
};

/** How a pattern's score came about, term by term. */
export const Score = ({ id }: { readonly id: string }): ReactNode => {
  const effectiveness = useEffectiveness(id, HOURS);
  return (
    <Panel
      title="How the score came about"
      note={`Of the last ${format.count(DAYS)} days: each value times its weight, added up.`}
    >
      <Answered query={effectiveness} label="Loading the score">
        {(found) => (
          <>
            <ScoreTable effectiveness={found} />
            <p className="score-outcome muted">
              Score and confidence together make it{' '}
              <span className="badge" data-recommendation={found.recommendation}>
                {format.words(found.recommendation)}
              </span>
            </p>
          </>
        )}
      </Answered>
    </Panel>
  );
};
