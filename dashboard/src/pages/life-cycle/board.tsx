import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count, words } from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';
import type { PatternState } from '../../parts/state-mark.js';
import { useView } from '../../view/use-view.js';
import { type Column, useBoard } from './use-life-cycles.js';

const NOTES: Readonly<Record<PatternState, string>> = {
  draft: 'Not to be used yet.',
  active: 'In use.',
  deprecated: 'To be used no longer than needed.',
  retired: 'Not to be used.',
};

const BoardColumn = ({ state, query }: Column): ReactNode => {
  const { linkTo } = useView();
  const total = query.data?.total;
  return (
    <Panel
      title={words(state)}
      note={NOTES[state]}
      aside={
        <span className="board-count" data-state={state}>
          {count(total)}
        </span>
      }
    >
      <Answered query={query} label={`Loading patterns that are ${state}`}>
        {({ patterns, total: all }) => (
          <>
            <ul>
              {patterns.map((one) => (
                <li key={one.pattern_id}>
                  <PatternLink id={one.pattern_id} name={one.pattern_name} />
                  <span className="muted" title="Usages in the range">
                    {count(one.usage_count)}
                  </span>
                </li>
              ))}
            </ul>
            {all > patterns.length && (
              <Link href={linkTo('/patterns', { state })}>All {count(all)} in the table</Link>
            )}
          </>
        )}
      </Answered>
    </Panel>
  );
};

/** The patterns by where they are in their lives. */
export const Board = (): ReactNode => (
  <div className="board">
    {useBoard().map((column) => (
      <BoardColumn key={column.state} {...column} />
    ))}
  </div>
);
