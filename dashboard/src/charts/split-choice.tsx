import type { ReactNode } from 'react';
import { useContextKeys } from '../api/use-context-keys.js';
import { type Option, Choice } from '../parts/choice.js';
import type { Split } from '../view/view.js';
import { useView } from '../view/use-view.js';

const VERSION = { value: 'version', name: 'Version' } as const;
const ofKey = (key: string): Option<Split> => ({ value: `context.${key}`, name: key });

/**
 * What charts are split by: nothing, the version, or a key of the context.
 * @param patternId whose usages tell the keys; null while nobody knows one.
 */
export const SplitChoice = ({ patternId }: { readonly patternId: string | null }): ReactNode => {
  const { view, change } = useView();
  const keys = useContextKeys(patternId);
  const { split } = view;
  const options = [VERSION, ...keys.map(ofKey)];
  const isListed = split === null || options.some(({ value }) => value === split);
  return (
    <Choice
      label="Split by"
      value={split}
      none="nothing"
      values={isListed ? options : [...options, ofKey(split.slice('context.'.length))]}
      onChange={(chosen) => change({ split: chosen })}
    />
  );
};
