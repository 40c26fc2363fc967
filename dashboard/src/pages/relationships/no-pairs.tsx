import type { ReactNode } from 'react';
import { SERVER } from '../../api/client.js';
import { useView } from '../../view/use-view.js';
import type { Relationships } from './use-relationships.js';

const EXAMPLE = [
  '{"pattern_id": "7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42", "pattern_name": "Retry with backoff",',
  '   "outcome": "success", "correlation_id": "5b1c0d7e-7d1f-4f3a-8a55-0f2f6a3e9c11"}',
];
const FILTERS = ['least', 'type', 'pattern_id'];

/** For a graph without pairs: because of what is asked for, or as nothing was used together yet. */
export const NoPairs = ({ relationships }: { readonly relationships: Relationships }): ReactNode => {
  const { parameters, change } = useView();
  if (FILTERS.some((name) => parameters.has(name)) && relationships.total_correlations > 0) {
    return (
      <section className="notice">
        <h2>No pair passes</h2>
        <p>No two patterns belong together that strongly and pass these filters.</p>
        <button
          type="button"
          className="button"
          onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, null])))}
        >
          Show all pairs
        </button>
      </section>
    );
  }
  const command = `curl -X POST ${SERVER}/api/pattern-analytics/usage \\
  -H 'content-type: application/json' \\
  -d '${EXAMPLE.join('\n')}'`;
  return (
    <section className="notice">
      <h2>Nothing was used together yet</h2>
      <p>
        Patterns belong together that are used under one correlation_id, such as that of a task, at least
        twice. {relationships.notice ?? 'It is counted every minute.'} This records such a usage:
      </p>
      <pre tabIndex={0}>
        <code>{command}</code>
      </pre>
    </section>
  );
};
