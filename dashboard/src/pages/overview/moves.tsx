import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.js';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { PatternLink } from '../../parts/pattern-link.js';

type Move = Schemas['PatternMove'];

interface Props {
  readonly title: string;
  readonly moves: Schemas['PatternMoves'];
  /** What is said of each pattern, beside its usages. */
  readonly kind: 'usage' | 'growth';
}

const NOTES: Readonly<Record<Props['kind'], string>> = {
  usage: 'Usages and success rate.',
  growth: 'Usages, against the period before.',
};

const detail = (kind: Props['kind'], move: Move): ReactNode => {
  if (kind === 'usage') return <span className="muted">{format.wholePercent(move.success_rate)}</span>;
  if (move.previous_usages === 0) return <span className="change">new</span>;
  return (
    <span className="change" title={`${format.count(move.previous_usages)} in the period before`}>
      {format.signedPercent(move.growth_rate)}
    </span>
  );
};

/** Patterns that stand out, with a bar for how much each is used. */
export const Moves = ({ title, moves, kind }: Props): ReactNode => {
  const { patterns, total } = moves;
  const most = Math.max(1, ...patterns.map((move) => Math.max(move.usages, move.previous_usages)));
  return (
    <Panel
      title={title}
      note={NOTES[kind]}
      aside={total > patterns.length && <span className="muted">{format.count(total)} in all</span>}
    >
      {patterns.length === 0 ? (
        <p className="muted">None in this range.</p>
      ) : (
        <ol className="moves">
          {patterns.map((move) => (
            <li key={move.pattern_id}>
              <PatternLink id={move.pattern_id} name={move.pattern_name} />
              <span className="move-count">{format.count(move.usages)}</span>
              {detail(kind, move)}
              <meter min={0} max={most} value={move.usages} aria-label={`Usages of ${move.pattern_name}`} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
};
