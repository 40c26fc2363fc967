import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { shownName, words } from '../../format/format.js';
import { moment } from '../../format/times.js';
import { CopyButton } from '../../parts/copy-button.js';
import { useView } from '../../view/use-view.js';
import { EditDialog } from './edit-dialog.js';
import { ExportDialog } from './export-dialog.js';
import type { Pattern } from './use-pattern.js';

/** What a pattern is, and what can be done with it. */
export const PatternHeader = ({ pattern }: { readonly pattern: Pattern }): ReactNode => {
  const { view, linkTo } = useView();
  const { id, type, node_type: node, tags, description, first_seen: firstSeen } = pattern;
  return (
    <header className="pattern-header">
      <div className="pattern-title">
        <p className="muted">
          <Link href={linkTo('/patterns')}>Patterns</Link> /
        </p>
        <h1>{shownName(pattern)}</h1>
        <ul className="tags" aria-label="Type and tags">
          <li data-kind="type">{words(type ?? 'other')}</li>
          {node !== null && <li data-kind="type">{words(node)}</li>}
          {tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
        {description !== null && description !== '' && <p className="pattern-description">{description}</p>}
        <p className="muted pattern-id">
          <code>{id}</code> <CopyButton text={id} what="the pattern’s id" />
          {firstSeen !== null && <span>First used {moment(firstSeen, view.timeZone)}</span>}
        </p>
      </div>
      <div className="pattern-actions">
        <EditDialog pattern={pattern} />
        <Link className="button" href={linkTo('/compare', { type: null, node: null, pattern_id: id })}>
          Compare
        </Link>
        <Link className="button" href={linkTo('/relationships', { type: null, node: null, pattern_id: id })}>
          Relationships
        </Link>
        <ExportDialog pattern={pattern} />
      </div>
    </header>
  );
};
