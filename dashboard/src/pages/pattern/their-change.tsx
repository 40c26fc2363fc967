import type { ReactNode } from 'react';
import { NOTHING, words } from '../../format/format.js';
import type { Description } from './use-describe.js';
import type { Pattern } from './use-pattern.js';

interface Props {
  readonly theirs: Pattern;
  readonly mine: Description;
  readonly onTake: () => void;
}

const FIELDS = ['name', 'type', 'node_type', 'description', 'tags'] as const;

const shown = (value: string | readonly string[] | null | undefined): string =>
  (Array.isArray(value) ? value.join(', ') : String(value ?? '')) || NOTHING;

/** What somebody else says of a pattern where it differs from what is to be saved, and what to do. */
export const TheirChange = ({ theirs, mine, onTake }: Props): ReactNode => (
  <div className="fault their-change" role="alert">
    <p>Somebody else changed it meanwhile. Save again to put yours in its place.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Theirs</th>
          <th scope="col">Yours</th>
        </tr>
      </thead>
      <tbody>
        {FIELDS.filter((field) => shown(theirs[field]) !== shown(mine[field])).map((field) => (
          <tr key={field}>
            <th scope="row">{words(field)}</th>
            <td>{shown(theirs[field])}</td>
            <td>{shown(mine[field])}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <button type="button" className="button" onClick={onTake}>
      Take theirs
    </button>
  </div>
);
