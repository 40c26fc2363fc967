import type { ReactNode } from 'react';
import { Panel } from '../../parts/panel.js';
import type { Comparison } from './use-comparison.js';
import { verdictOf } from './verdict-of.js';

/** What comes of a comparison, in words. */
export const VerdictPanel = ({ comparison }: { readonly comparison: Comparison }): ReactNode => {
  const { headline, evidence } = verdictOf(comparison);
  return (
    <Panel title="Verdict" className="verdict">
      <p className="verdict-headline">{headline}</p>
      <ul>
        {evidence.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Panel>
  );
};
