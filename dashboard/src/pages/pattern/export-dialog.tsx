import { type ReactNode, useId, useRef } from 'react';
import { SERVER } from '../../api/client.js';
import { saveFile } from '../../parts/save-file.js';
import { searchText } from '../../view/search-text.js';
import { useView } from '../../view/use-view.js';
import { granularityOf, unknownQuery } from '../../view/view.js';
import { csvOf, figureRows } from './figure-rows.js';
import { usageQuery } from './usage-query.js';
import { type Course, useCourse } from './use-course.js';
import type { Pattern } from './use-pattern.js';

const API = `${SERVER}/api/pattern-analytics`;

interface LinksProps {
  readonly name: string;
  /** What the server is asked, under the API's address. */
  readonly path: string;
  readonly parameters: object;
  readonly formats: readonly string[];
}

/** Files that the server makes. */
const Links = ({ name, path, parameters, formats }: LinksProps): ReactNode => (
  <li>
    <span>{name}</span>
    {formats.map((format) => (
      <a
        key={format}
        className="button"
        href={`${API}/${path}${searchText(new URLSearchParams(Object.entries({ ...parameters, format })))}`}
        download
        aria-label={`${name} as ${format.toUpperCase()}`}
      >
        {format.toUpperCase()}
      </a>
    ))}
  </li>
);

interface FiguresProps {
  readonly name: string;
  /** Undefined while it loads. */
  readonly course: Course | undefined;
  /** Of the file, without its type. */
  readonly file: string;
}

/** The figures as the page has them. */
const Figures = ({ name, course, file }: FiguresProps): ReactNode => {
  const save = (type: 'csv' | 'json'): void => {
    if (course === undefined) return;
    const rows = figureRows(course);
    const text = type === 'csv' ? csvOf(rows) : JSON.stringify(rows, null, 2);
    const media = type === 'csv' ? 'text/csv' : 'application/json';
    saveFile(new Blob([text], { type: media }), `${file}.${type}`);
  };
  return (
    <li>
      <span>{name}</span>
      {(['csv', 'json'] as const).map((type) => (
        <button
          key={type}
          type="button"
          className="button"
          aria-label={`${name} as ${type.toUpperCase()}`}
          disabled={course === undefined}
          onClick={() => save(type)}
        >
          {type.toUpperCase()}
        </button>
      ))}
    </li>
  );
};

/** Files of what is shown: the same range, filters, granularity and zone. */
export const ExportDialog = ({ pattern }: { readonly pattern: Pattern }): ReactNode => {
  const { view } = useView();
  const { data } = useCourse(view, pattern.id);
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const granularity = granularityOf(view);
  const usages = { ...usageQuery(view, pattern.id), ...unknownQuery(view) };
  return (
    <>
      <button type="button" className="button" onClick={() => dialog.current?.showModal()}>
        Export
      </button>
      <dialog ref={dialog} className="dialog wide-dialog export" aria-labelledby={title}>
        <h2 id={title}>Export</h2>
        <p className="muted">Of the range and outcomes that are shown. Each chart saves as PNG by itself.</p>
        <ul>
          <Figures
            name={`Figures per ${granularity}`}
            course={data}
            file={`figures-per-${granularity}-${pattern.id}`}
          />
          <Links
            name={`Usages per ${granularity}`}
            path="usage-stats/export"
            parameters={{ ...usages, granularity, timezone: view.timeZone, fill: 'true' }}
            formats={['csv', 'json']}
          />
          <Links
            name="Every single usage"
            path="usages/export"
            parameters={usages}
            formats={['csv', 'json', 'ndjson', 'parquet']}
          />
        </ul>
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  );
};
