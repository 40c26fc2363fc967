import './compare.css';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { Answered } from '../../parts/answered.js';
import { useView } from '../../view/use-view.js';
import { chosenIds, MIN, MAX } from '../../view/chosen-ids.js';
import { ChosenPatterns } from './chosen-patterns.js';
import { CoursePanel } from './course-panel.js';
import { Matrix } from './matrix.js';
import { Pairs } from './pairs.js';
import { useChosenRows } from './use-chosen-rows.js';
import { useComparison } from './use-comparison.js';
import { VerdictPanel } from './verdict-panel.js';

const ComparePage = (): ReactNode => {
  const { view, parameters, change, linkTo } = useView();
  const chosen = chosenIds(parameters);
  const ids = chosen.slice(0, MAX);
  const comparison = useComparison(view, ids);
  const rows = useChosenRows(view, chosen.slice(0, 100));
  /** The names of patterns that were chosen here: known before any answer has them. */
  const [chosenNames, setChosenNames] = useState<ReadonlyMap<string, string>>(new Map());
  const nameOf = (id: string): string =>
    rows.data?.get(id)?.pattern_name ??
    comparison.data?.patterns.find(({ pattern_id }) => pattern_id === id)?.pattern_name ??
    chosenNames.get(id) ??
    `pattern_${id.slice(0, 8)}`;
  return (
    <div className="compare">
      <h1 className="visually-hidden">Compare</h1>
      <ChosenPatterns
        ids={chosen}
        nameOf={nameOf}
        onChoose={({ id, name }) => {
          setChosenNames((names) => new Map(names).set(id, name));
          change({ pattern_id: [...chosen, id] });
        }}
      />
      {ids.length < MIN ? (
        <section className="notice">
          <h2>{ids.length === 0 ? 'Choose two patterns or more' : 'Choose another pattern'}</h2>
          <p>
            Up to {MAX} are set side by side. Find them above by name, tag or description, or mark them in{' '}
            <Link href={linkTo('/patterns')}>the table of patterns</Link>.
          </p>
        </section>
      ) : (
        <>
          <Answered query={comparison} label="Comparing">
            {(data) => (
              <>
                <VerdictPanel comparison={data} />
                <Matrix
                  contenders={data.patterns.map((pattern) => ({
                    pattern,
                    row: rows.data?.get(pattern.pattern_id),
                  }))}
                />
                <Pairs comparison={data} />
              </>
            )}
          </Answered>
          <CoursePanel ids={ids} />
        </>
      )}
    </div>
  );
};

export default ComparePage;
