import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { Hint } from '../../parts/hint.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { useView } from '../../view/use-view.js';
import { useConcerns } from './use-concerns.js';

const NoConcerns = (props: { readonly isComputed: boolean; readonly isComputedAnew: boolean }): ReactNode => {
  if (props.isComputed) return <p className="all-well">Nothing stands out.</p>;
  return (
    props.isComputedAnew && <p className="muted">Not computed yet; the server does so every few minutes.</p>
  );
};

/** Patterns to be looked at, and why. */
export const Attention = (): ReactNode => {
  const { view } = useView();
  const concerns = useConcerns(view);
  const { total = 0, patterns: listed = [], notice = null } = concerns.data ?? {};
  return (
    <Panel
      title="Needs attention"
      note="Not recommended, or getting worse, over 30 days."
      aside={total > listed.length && <span className="muted">{format.count(total)} in all</span>}
    >
      {notice !== null && <p className="muted">{notice}</p>}
      <Answered query={concerns} label="Loading what needs attention">
        {({ patterns, isComputed }) =>
          patterns.length === 0 ? (
            <NoConcerns isComputed={isComputed} isComputedAnew={notice === null} />
          ) : (
            <ul className="concerns">
              {patterns.map((one) => (
                <li key={one.pattern_id}>
                  <PatternLink id={one.pattern_id} name={one.pattern_name} />
                  <Hint text={one.reason}>
                    <span className="concern" data-recommendation={one.recommendation}>
                      {one.getting_worse ? 'Getting worse' : format.words(one.recommendation)}
                    </span>
                  </Hint>
                  <p>{one.reason}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
};
