import './relationships.css';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { Mark } from '../../charts/mark.js';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { useView } from '../../view/use-view.js';
import { Graph } from './graph.js';
import { graphChoice, relationshipsQuery } from './graph-query.js';
import { GraphTools } from './graph-tools.js';
import { NoPairs } from './no-pairs.js';
import { PairTable } from './pair-table.js';
import { ShownPairs } from './shown-pairs.js';
import { typeMarks } from './type-marks.js';
import { useRelationships } from './use-relationships.js';

const RelationshipsPage = (): ReactNode => {
  const { view, parameters } = useView();
  const choice = useMemo(() => graphChoice(parameters), [parameters]);
  const found = useRelationships(relationshipsQuery(view, choice));
  const focused = found.data?.nodes.find(({ pattern_id }) => pattern_id === choice.focus);
  return (
    <div className="relationships">
      <h1 className="visually-hidden">Relationships</h1>
      <GraphTools
        choice={choice}
        highest={found.isPlaceholderData ? null : (found.data?.highest ?? null)}
        focusName={focused?.pattern_name ?? `pattern_${choice.focus?.slice(0, 8) ?? ''}`}
      />
      <Answered query={found} label="Loading the relationships">
        {(data) =>
          data.relationships.length === 0 ? (
            <NoPairs relationships={data} />
          ) : (
            <>
              <ShownPairs relationships={data} choice={choice} />
              <section className="panel graph-panel" aria-label="Graph">
                <Graph relationships={data} choice={choice} />
                <ul className="graph-legend">
                  {[...typeMarks(data.nodes.map((node) => node.pattern_type))].map(([type, place]) => (
                    <li key={type}>
                      <Mark place={place} />
                      {format.words(type)}
                    </li>
                  ))}
                </ul>
              </section>
              <PairTable relationships={data} measure={choice.measure} />
            </>
          )
        }
      </Answered>
    </div>
  );
};

export default RelationshipsPage;
