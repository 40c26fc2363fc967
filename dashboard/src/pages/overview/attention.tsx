import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.js';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';

type Concern = Schemas['PatternConcern'];

const sentence = ({ concern, success_rate, previous_success_rate, usages }: Concern): string =>
  concern === 'success_fell'
    ? `Success fell from ${format.wholePercent(previous_success_rate)} to ${format.wholePercent(success_rate)} of ${format.count(usages)} usages.`
    : `Only ${format.wholePercent(success_rate)} of ${format.count(usages)} usages succeed.`;

/** Patterns to be looked at, and why. */
export const Attention = ({ concerns }: { readonly concerns: Schemas['PatternConcerns'] }): ReactNode => {
  const { patterns, total } = concerns;
  return (
    <Panel
      title="Needs attention"
      note="Success that is lower than before, or below one half, by more than chance."
      aside={total > patterns.length && <span className="muted">{format.count(total)} in all</span>}
    >
      {patterns.length === 0 ? (
        <p className="all-well">Nothing stands out.</p>
      ) : (
        <ul className="concerns">
          {patterns.map((one) => (
            <li key={one.pattern_id}>
              <PatternLink id={one.pattern_id} name={one.pattern_name} />
              <p>{sentence(one)}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
};
