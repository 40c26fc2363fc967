import './patterns.css';
import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice.js';
import { useView } from '../../view/use-view.js';
import { COLUMNS } from './columns.js';
import { CompareSelected } from './compare-selected.js';
import { PatternTable } from './pattern-table.js';
import { SearchField } from './search-field.js';
import { DEFAULT_SORT, firstOrder, RECOMMENDATIONS, tableQuery } from './table-query.js';

const SORTS = COLUMNS.map(({ sort }) => sort);

const PatternsPage = (): ReactNode => {
  const { view, parameters, change } = useView();
  const { recommendation, sort } = tableQuery(view, parameters);
  return (
    <div className="patterns">
      <h1 className="visually-hidden">Patterns</h1>
      <div className="patterns-tools">
        <SearchField />
        <Choice
          label="Recommendation"
          value={recommendation ?? null}
          none="all"
          values={RECOMMENDATIONS}
          onChange={(chosen) => change({ recommendation: chosen })}
        />
        <span className="sort-choice">
          <Choice
            label="Sort"
            value={sort === DEFAULT_SORT ? null : sort}
            none={DEFAULT_SORT}
            values={SORTS.filter((one) => one !== DEFAULT_SORT)}
            onChange={(chosen) =>
              change({ sort: chosen, order: chosen === null ? null : firstOrder(chosen) })
            }
          />
        </span>
        <CompareSelected />
      </div>
      <PatternTable />
    </div>
  );
};

export default PatternsPage;
