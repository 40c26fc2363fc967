import type { ReactNode } from 'react';
import { SERVER } from '../api/client.js';

const EXAMPLE =
  '{"pattern_id": "7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42", "pattern_name": "Retry with backoff", "outcome": "success"}';

interface Props {
  /** The pattern that was not used; none for a page of all patterns. */
  readonly patternId?: string;
}

/** For where nothing was recorded: how to change that. */
export const FirstUsage = ({ patternId }: Props): ReactNode => {
  const usage = patternId === undefined ? EXAMPLE : `{"pattern_id": "${patternId}", "outcome": "success"}`;
  const command = `curl -X POST ${SERVER}/api/pattern-analytics/usage \\
  -H 'content-type: application/json' \\
  -d '${usage}'`;
  return (
    <section className="notice">
      <h2>No usages here</h2>
      <p>Nothing was recorded in this range with these filters. This records a usage:</p>
      <pre tabIndex={0}>
        <code>{command}</code>
      </pre>
    </section>
  );
};
