import { type ReactNode, useId } from 'react';
import { patternStateDtoStateValues as STATES } from '../../api/schema.js';
import { words } from '../../format/format.js';
import { PatternSearch } from '../../parts/pattern-search.js';
import type { PatternState } from '../../parts/state-mark.js';

export interface Replacement {
  readonly id: string;
  readonly name: string;
}

/** What is to be used instead. */
export const ReplacementField = ({
  without,
  replacement,
  onChoose,
}: {
  readonly without: string;
  readonly replacement: Replacement | null;
  readonly onChoose: (replacement: Replacement | null) => void;
}): ReactNode =>
  replacement === null ? (
    <PatternSearch label="Use instead: find a pattern" without={[without]} onChoose={onChoose} />
  ) : (
    <p>
      Use {replacement.name} instead{' '}
      <button type="button" className="button quiet" onClick={() => onChoose(null)}>
        Nothing instead
      </button>
    </p>
  );

/** The state and who says so, with `children` in between. */
export const StateFields = ({
  state,
  keep,
  onState,
  children,
}: {
  readonly state: PatternState;
  readonly keep: boolean;
  readonly onState: (state: PatternState) => void;
  readonly children: ReactNode;
}): ReactNode => {
  const id = useId();
  return (
    <>
      <div className="field-pair">
        <div>
          <label htmlFor={`${id}-state`}>State</label>
          <select
            id={`${id}-state`}
            className="field"
            value={state}
            onChange={({ target }) => onState(STATES.find((one) => one === target.value) ?? state)}
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {words(one)}
              </option>
            ))}
          </select>
        </div>
        <label className="check-field">
          <input type="checkbox" name="keep" defaultChecked={keep} />
          Keep: never propose to retire it
        </label>
      </div>
      {children}
      <div className="field-pair">
        <label>
          Said by
          <input name="by" maxLength={128} />
        </label>
        <label>
          Why
          <input name="reason" maxLength={1000} />
        </label>
      </div>
    </>
  );
};
