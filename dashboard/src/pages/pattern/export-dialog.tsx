import { type ReactNode, useId, useRef } from 'react';
import { SERVER } from '../../api/client.js';
import { saveFile } from '../../parts/save-file.js';
import { searchText } from '../../view/search-text.js';
import { useView } from '../../view/use-view.js';
import { granularityOf } from '../../view/view.js';
import { csvOf, figureRows } from './figure-rows.js';
import { usageQuery } from './usage-query.js';
import { useCourse } from './use-course.js';
import type { Pattern } from './use-pattern.js';

const API = `${SERVER}/api/pattern-analytics`;

/** Files of what is shown: the same range, filters, granularity and zone. */
export const ExportDialog = ({ pattern }: { readonly pattern: Pattern }): ReactNode => {
  const { view } = useView();
  const { data } = useCourse(view, pattern.id);
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const granularity = granularityOf(view);
  const usages = usageQuery(view, pattern.id);
  const address = (path: string, parameters: object): string =>
    `${API}/${path}${searchText(new URLSearchParams(Object.entries(parameters)))}`;
  const links = (name: string, path: string, formats: readonly string[], parameters: object): ReactNode => (
    <li>
      <span>{name}</span>
      {formats.map((format) => (
        <a
          key={format}
          className="button"
          href={address(path, { ...parameters, format })}
          download
          aria-label={`${name} as ${format.toUpperCase()}`}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </li>
  );
  const saveFigures = (type: 'csv' | 'json'): void => {
    if (data === undefined) return;
    const rows = figureRows(data);
    const text = type === 'csv' ? csvOf(rows) : JSON.stringify(rows, null, 2);
    const media = type === 'csv' ? 'text/csv' : 'application/json';
    saveFile(new Blob([text], { type: media }), `figures-per-${granularity}-${pattern.id}.${type}`);
  };
  const figures = `Figures per ${granularity}`;
  return (
    <>
      <button type="button" className="button" onClick={() => dialog.current?.showModal()}>
        Export
      </button>
      <dialog ref={dialog} className="dialog wide-dialog export" aria-labelledby={title}>
        <h2 id={title}>Export</h2>
        <p className="muted">Of the range and outcomes that are shown. Each chart saves as PNG by itself.</p>
        <ul>
          <li>
            <span>{figures}</span>
            {(['csv', 'json'] as const).map((type) => (
              <button
                key={type}
                type="button"
                className="button"
                aria-label={`${figures} as ${type.toUpperCase()}`}
                disabled={data === undefined}
                onClick={() => saveFigures(type)}
              >
                {type.toUpperCase()}
              </button>
            ))}
          </li>
          {links(`Usages per ${granularity}`, 'usage-stats/export', ['csv', 'json'], {
            ...usages,
            granularity,
            timezone: view.timeZone,
            fill: 'true',
          })}
          {links('Every single usage', 'usages/export', ['csv', 'json', 'ndjson', 'parquet'], usages)}
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
