import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { moment } from '../../format/times.js';
import { useView } from '../../view/use-view.js';
import type { GraphChoice } from './graph-query.js';
import { MEASURE_TEXTS } from './measures.js';
import type { Relationships } from './use-relationships.js';

interface Props {
  readonly relationships: Relationships;
  readonly choice: GraphChoice;
}

/** How much of what there is can be seen. */
export const ShownPairs = ({ relationships: found, choice }: Props): ReactNode => {
  const { view } = useView();
  const { title, inText, write, meaning } = MEASURE_TEXTS[choice.measure];
  const shown = format.count(found.relationships.length);
  const total = format.count(found.total_matching_edges);
  const least = choice.least === null ? '' : ` with ${inText} from ${write(choice.least)} on`;
  const weaker = found.edges_of_any_strength - found.total_matching_edges;
  return (
    <p className="muted shown-pairs" role="status">
      <strong>
        {found.truncated
          ? `The ${shown} strongest of ${total} pairs${least} are shown`
          : `All ${total} pairs${least} are shown`}
      </strong>
      {weaker > 0 && `; ${format.count(weaker)} are weaker`}. {title}: {meaning}{' '}
      {found.cut_correlations > 0 &&
        `Of ${format.count(found.cut_correlations)} tasks with more than 200 patterns the 200 used most were counted. `}
      {found.computed_at !== null &&
        `Counted over all history, up to ${moment(found.computed_at, view.timeZone)}. `}
      {found.notice}
    </p>
  );
};
