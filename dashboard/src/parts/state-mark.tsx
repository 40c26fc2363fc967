import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.js';
import { words } from '../format/format.js';

export type PatternState = Schemas['PatternRow']['state'];

interface Props {
  readonly state: PatternState;
  /** Whether it is never proposed to be retired. */
  readonly keep: boolean;
}

/** Where a pattern is in its life; nothing for most, which are simply active. */
export const StateMark = ({ state, keep }: Props): ReactNode => (
  <>
    {state !== 'active' && (
      <span className="badge" data-state={state}>
        {words(state)}
      </span>
    )}
    {keep && (
      <span className="badge" title="Never proposed to be retired">
        Keep
      </span>
    )}
  </>
);
