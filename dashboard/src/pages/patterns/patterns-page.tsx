import './patterns.css';
import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice.js';
import { useView } from '../../view/use-view.js';
import { COLUMNS } from './columns.js';
import { CompareSelected } from './compare-selected.js';
import { PatternTable } from './pattern-table.js';
import { SearchField } from './search-field.js';
import {
  DEFAULT_SORT,
  firstOrder,
  KEEPS,
  LAST_USES,
  lifeCycleChoice,
  RECOMMENDATIONS,
  STATES,
  tableQuery,
} from './table-query.js';

const SORTS = COLUMNS.map(({ sort }) => sort);

const PatternsPage = (): ReactNode => {
  const { view, parameters, change } = useView();
  const { recommendation, sort } = tableQuery(view, parameters);
  const { state, used, keep } = lifeCycleChoice(parameters);
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
        <Choice
          label="State"
          value={state}
          none="all"
          values={STATES}
          onChange={(chosen) => change({ state: chosen })}
        />
        <Choice
          label="Last used"
          value={used}
          none="whenever"
          values={LAST_USES}
          onChange={(chosen) => change({ used: chosen })}
        />
        <Choice
          label="Keep"
          value={keep}
          none="all"
          values={KEEPS}
          onChange={(chosen) => change({ keep: chosen })}
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
