import { type ReactNode, useId, useState } from 'react';
import { patternInPath } from '../view/pattern-in-path.js';
import { useLocation } from 'wouter';
import { useVersions } from '../api/use-versions.js';
import { MAX_VERSION } from '../view/view.js';
import { useView } from '../view/use-view.js';

/** Only usages of one version of their pattern: any text, with those proposed that the range's usages tell. */
export const VersionField = (): ReactNode => {
  const { view, change } = useView();
  const [path] = useLocation();
  const [isAsked, setAsked] = useState(false);
  const versions = useVersions(view, patternInPath(path), isAsked);
  const id = useId();
  const apply = (text: string): void => {
    const version = text.trim();
    if (version !== (view.version ?? '')) change({ version: version === '' ? null : version });
  };
  return (
    <span className="choice">
      <label htmlFor={id}>Version</label>
      <input
        // Another address shows its own version.
        key={view.version}
        id={id}
        className="field version-field"
        list={`${id}-list`}
        placeholder="All"
        maxLength={MAX_VERSION}
        defaultValue={view.version ?? ''}
        onFocus={() => setAsked(true)}
        onBlur={({ target }) => apply(target.value)}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && apply(currentTarget.value)}
      />
      <datalist id={`${id}-list`}>
        {versions.map((version) => (
          <option key={version} value={version} />
        ))}
      </datalist>
    </span>
  );
};
