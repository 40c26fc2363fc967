import type { ReactNode } from 'react';
import { usePatternTypes } from '../api/use-pattern-types.js';
import { Choice } from '../parts/choice.js';
import { useView } from '../view/use-view.js';

/** One of the types that patterns have. */
export const TypeChoice = (): ReactNode => {
  const { view, change } = useView();
  const types = usePatternTypes();
  const { patternType } = view;
  return (
    <Choice
      label="Type"
      value={patternType}
      none="all"
      values={patternType === null || types.includes(patternType) ? types : [...types, patternType]}
      onChange={(type) => change({ type })}
    />
  );
};
