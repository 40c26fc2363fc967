import type { ReactNode } from 'react';
import { Link } from 'wouter';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { useView, type ViewState } from '../../view/use-view.js';
import { type Measure, MEASURES } from './graph-query.js';
import { MEASURE_TEXTS } from './measures.js';
import type { Relationship, Relationships } from './use-relationships.js';

interface Props {
  readonly relationships: Relationships;
  readonly measure: Measure;
}

const against = (together: number, alone: number | null): string =>
  `${format.percent(together)} / ${format.percent(alone)}`;

const Headings = ({ measure }: { readonly measure: Measure }): ReactNode => (
  <tr>
    <th scope="col">Pattern</th>
    <th scope="col">Pattern</th>
    <th scope="col">Together</th>
    {MEASURES.map((one) => (
      <th
        key={one}
        scope="col"
        title={MEASURE_TEXTS[one].meaning}
        aria-sort={one === measure ? 'descending' : undefined}
      >
        {MEASURE_TEXTS[one].title}
      </th>
    ))}
    <th scope="col" title="Statistic of the likelihood-ratio test against independence.">
      G
    </th>
    <th scope="col">Success, both</th>
    <th scope="col">First with / without</th>
    <th scope="col">Second with / without</th>
    <th scope="col">
      <span className="visually-hidden">Compare</span>
    </th>
  </tr>
);

interface RowProps {
  readonly pair: Relationship;
  readonly nameOf: (id: string) => string;
  readonly linkTo: ViewState['linkTo'];
}

const PairRow = ({ pair, nameOf, linkTo }: RowProps): ReactNode => {
  const { source_pattern_id: source, target_pattern_id: target } = pair;
  return (
    <tr>
      <th scope="row">
        <PatternLink id={source} name={nameOf(source)} />
      </th>
      <td>
        <PatternLink id={target} name={nameOf(target)} />
      </td>
      <td>{format.count(pair.co_occurrence_count)}</td>
      {MEASURES.map((one) => (
        <td key={one}>{MEASURE_TEXTS[one].write(pair[one])}</td>
      ))}
      <td>{format.measure(pair.g_statistic)}</td>
      <td>{format.percent(pair.success_rate_together)}</td>
      <td>{against(pair.source_success_rate_together, pair.source_success_rate_alone)}</td>
      <td>{against(pair.target_success_rate_together, pair.target_success_rate_alone)}</td>
      <td>
        <Link
          href={linkTo('/compare', { pattern_id: [source, target] })}
          aria-label={`Compare ${nameOf(source)} with ${nameOf(target)}`}
        >
          Compare
        </Link>
      </td>
    </tr>
  );
};

/** The pairs of the graph with all their numbers, in its order. */
export const PairTable = ({ relationships, measure }: Props): ReactNode => {
  const { linkTo } = useView();
  const names = new Map(relationships.nodes.map((node) => [node.pattern_id, node.pattern_name]));
  return (
    <Panel
      title="Pairs"
      note={`By ${MEASURE_TEXTS[measure].inText}, as in the graph. Success of each pattern in tasks with the other / without it.`}
    >
      <div className="pair-scroller" role="region" aria-label="Pairs" tabIndex={0}>
        <table className="pair-table">
          <caption className="visually-hidden">Pairs of patterns that are used together</caption>
          <thead>
            <Headings measure={measure} />
          </thead>
          <tbody>
            {relationships.relationships.map((pair) => (
              <PairRow
                key={`${pair.source_pattern_id} ${pair.target_pattern_id}`}
                pair={pair}
                nameOf={(id) => names.get(id) ?? id}
                linkTo={linkTo}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
};
