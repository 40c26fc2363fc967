import type { ReactNode } from 'react';
import { count, NOTHING } from '../../format/format.js';
import { ago, moment } from '../../format/times.js';
import { Answered } from '../../parts/answered.js';
import { Choice } from '../../parts/choice.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { StateMark } from '../../parts/state-mark.js';
import { useView } from '../../view/use-view.js';
import { DEFAULT_UNUSED, UNUSED_TIMES, unusedChoice } from './to-retire-query.js';
import { type ToRetire as List, useToRetire } from './use-life-cycles.js';

type Line = List['patterns'][0];

const Row = ({ line }: { readonly line: Line }): ReactNode => {
  const { view } = useView();
  const { last_used: last, replaced_by: instead } = line;
  return (
    <tr>
      <th scope="row">
        <PatternLink id={line.pattern_id} name={line.pattern_name} />{' '}
        <StateMark state={line.state} keep={false} />
      </th>
      <td>
        {last === null ? (
          'Never'
        ) : (
          <time dateTime={last} title={moment(last, view.timeZone)}>
            {ago(last)}
          </time>
        )}
      </td>
      <td className="number">{count(line.days_unused)}</td>
      <td className="number">{count(line.usages_before)}</td>
      <td className="number">{count(line.usages)}</td>
      <td>
        {instead === null ? NOTHING : <PatternLink id={instead.pattern_id} name={instead.pattern_name} />}
      </td>
      <td className="to-retire-reason">{line.reason}</td>
    </tr>
  );
};

const Lines = ({ patterns, total }: List): ReactNode => (
  <>
    <div className="scroller" tabIndex={0} role="region" aria-label="Patterns to retire">
      <table>
        <thead>
          <tr>
            <th scope="col">Pattern</th>
            <th scope="col">Last used</th>
            <th scope="col">Days unused</th>
            <th scope="col">Usages in the 90 days before</th>
            <th scope="col">In all</th>
            <th scope="col">Use instead</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {patterns.map((line) => (
            <Row key={line.pattern_id} line={line} />
          ))}
        </tbody>
      </table>
    </div>
    {total > patterns.length && (
      <p className="muted">
        {count(patterns.length)} of {count(total)} are shown, those unused longest.
      </p>
    )}
  </>
);

/** What may be retired, each with what speaks for it. */
export const ToRetire = (): ReactNode => {
  const { parameters, change } = useView();
  const list = useToRetire();
  return (
    <Panel
      title="To retire"
      note="Active and deprecated patterns that nobody uses, and deprecated ones whose replacement is used."
      className="to-retire"
      aside={
        <Choice
          label="Not used for"
          value={unusedChoice(parameters)}
          none={DEFAULT_UNUSED}
          values={UNUSED_TIMES}
          onChange={(unused) => change({ unused })}
        />
      }
    >
      <Answered query={list} label="Loading the list to retire">
        {(data) =>
          data.total === 0 ? <p className="muted">Nothing needs to be retired.</p> : <Lines {...data} />
        }
      </Answered>
    </Panel>
  );
};
