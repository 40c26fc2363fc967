import { type ReactNode, useId } from 'react';
import type { PatternType } from '../../api/pattern-types.js';
import { usePatternTypes } from '../../api/use-pattern-types.js';

interface Props {
  readonly type: PatternType | null;
  readonly isFaulty: boolean | undefined;
}

/** A pattern's type: any word, of which it offers those that there are. */
export const TypeField = ({ type, isFaulty }: Props): ReactNode => {
  const id = useId();
  const types = usePatternTypes();
  return (
    <div>
      <label htmlFor={id}>Type</label>
      <input
        id={id}
        className="field"
        name="type"
        list={`${id}-types`}
        autoComplete="off"
        placeholder="skill, prompt, tool …"
        defaultValue={type ?? ''}
        aria-invalid={isFaulty}
      />
      <datalist id={`${id}-types`}>
        {types.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  );
};
