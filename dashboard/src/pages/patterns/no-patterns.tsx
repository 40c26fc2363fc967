import type { ReactNode } from 'react';
import { FirstUsage } from '../../parts/first-usage.js';
import { useView } from '../../view/use-view.js';

const FILTERS = ['q', 'type', 'node', 'recommendation', 'state', 'used', 'keep'];

/** For a table without rows: because of what is looked for, or as there are no patterns yet. */
export const NoPatterns = (): ReactNode => {
  const { parameters, change } = useView();
  if (!FILTERS.some((name) => parameters.has(name))) return <FirstUsage />;
  return (
    <section className="notice">
      <h2>No pattern matches</h2>
      <p>None has this text in its name and passes these filters.</p>
      <button
        type="button"
        className="button"
        onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, null])))}
      >
        Show all patterns
      </button>
    </section>
  );
};
