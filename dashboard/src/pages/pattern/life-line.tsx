import type { ReactNode } from 'react';
import { count, words } from '../../format/format.js';
import { moment } from '../../format/times.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { StateMark } from '../../parts/state-mark.js';
import { useView } from '../../view/use-view.js';
import { type LifeCycle, useLifeCycle } from './use-life-cycle.js';

type Change = LifeCycle['changes'][0];

/** What somebody said, when and why. */
const ChangeLine = ({ change }: { readonly change: Change }): ReactNode => {
  const { view } = useView();
  const { at, from, to, by, reason, replaced_by: instead, keep } = change;
  return (
    <li>
      {moment(at, view.timeZone)}: {from === to ? words(to) : `${words(from)} → ${words(to)}`}
      {keep && ', to be kept'}
      {instead !== null && `, ${instead.pattern_name} instead`}
      {by !== null && `, said by ${by}`}
      {reason !== null && `: ${reason}`}
    </li>
  );
};

const usedText = (
  { usages, from, last_used: last }: NonNullable<LifeCycle['used_since_retired']>,
  timeZone: string,
): string =>
  `Used ${usages === 1 ? 'once' : `${count(usages)} times`} since it was retired on ${moment(from, timeZone)}${
    last === null ? '' : `, last on ${moment(last, timeZone)}`
  }.`;

/** Where a pattern is in its life, who said so, and whether it is used although it is retired. */
export const LifeLine = ({ id }: { readonly id: string }): ReactNode => {
  const { view } = useView();
  const { data } = useLifeCycle(id);
  if (data === undefined || (data.changes.length === 0 && data.state === 'active')) return null;
  const { state, state_since: since, keep, replaced_by: instead, used_since_retired: used, changes } = data;
  const said = changes.find(({ from, to }) => from !== to && to === state);
  return (
    <section className="life-line" aria-label="Life cycle">
      <p>
        <StateMark state={state} keep={keep} />
        {since !== null && (
          <>
            {' '}
            {state === 'active' ? 'Active since' : 'since'} {moment(since, view.timeZone)}
          </>
        )}
        {said?.by != null && ` by ${said.by}`}
        {said?.reason != null && `: ${said.reason}`}
      </p>
      {instead !== null && (
        <p>
          Use <PatternLink id={instead.pattern_id} name={instead.pattern_name} /> instead.
        </p>
      )}
      {used !== null && (
        <p className={used.usages > 0 ? 'fault' : 'muted'}>
          {used.usages > 0 ? usedText(used, view.timeZone) : 'Not used since it was retired.'}
        </p>
      )}
      <details>
        <summary>What was said of it</summary>
        <ol>
          {changes.map((change, at) => (
            <ChangeLine key={changes.length - at} change={change} />
          ))}
        </ol>
      </details>
    </section>
  );
};
