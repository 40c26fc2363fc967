import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { useView } from '../../view/use-view.js';
import { useRelated } from './use-related.js';

type Relationship = Schemas['Relationship'];

/** The other one, and how this one does beside it. */
const besideOf = (
  id: string,
  one: Relationship,
): { readonly other: string; readonly together: number; readonly alone: number | null } =>
  one.source_pattern_id === id
    ? {
        other: one.target_pattern_id,
        together: one.source_success_rate_together,
        alone: one.source_success_rate_alone,
      }
    : {
        other: one.source_pattern_id,
        together: one.target_success_rate_together,
        alone: one.target_success_rate_alone,
      };

/** The patterns that are used together with this one. */
export const Related = ({ id }: { readonly id: string }): ReactNode => {
  const { linkTo } = useView();
  const related = useRelated(id);
  return (
    <Panel
      title="Used together with"
      note="Under one correlation id, of all time; how it succeeds beside the other one, and without."
      aside={
        (related.data?.total_matching_edges ?? 0) > (related.data?.relationships.length ?? 0) && (
          <span className="muted">{format.count(related.data?.total_matching_edges)} in all</span>
        )
      }
    >
      <Answered query={related} label="Loading related patterns">
        {({ nodes, relationships, notice }) =>
          relationships.length === 0 ? (
            <p className="muted">
              {notice ?? 'None: it was not used twice under a correlation id with another pattern.'}
            </p>
          ) : (
            <ul className="related">
              {relationships.map((one) => {
                const { other, together, alone } = besideOf(id, one);
                const name = nodes.find(({ pattern_id }) => pattern_id === other)?.pattern_name ?? other;
                return (
                  <li key={other}>
                    <PatternLink id={other} name={name} />
                    <span title="Correlations with both">{format.count(one.co_occurrence_count)}×</span>
                    <meter
                      min={0}
                      max={1}
                      value={one.strength}
                      aria-label={`Strength of the relationship with ${name}`}
                      title={`Strength ${format.score(one.strength)}`}
                    />
                    <p className="muted">
                      Succeeds in {format.wholePercent(together)} with it
                      {alone !== null && `, ${format.wholePercent(alone)} without`}.{' '}
                      <Link
                        href={linkTo('/compare', { type: null, node: null, pattern_id: `${id},${other}` })}
                        aria-label={`Compare with ${name}`}
                      >
                        Compare
                      </Link>
                    </p>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
};
