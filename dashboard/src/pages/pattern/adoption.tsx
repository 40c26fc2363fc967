import { type ReactNode, useMemo } from 'react';
import { STACKED_BARS } from '../../charts/stacked-bars.js';
import { TimePanel } from '../../charts/time-panel.js';
import type { TimePlan } from '../../charts/time-plan.js';
import * as format from '../../format/format.js';
import { span } from '../../format/times.js';
import { Answered } from '../../parts/answered.js';
import { useView } from '../../view/use-view.js';
import { adoptionText, NO_ACTORS } from './adoption-text.js';
import { type AdoptionCourse, useAdoption } from './use-adoption.js';

interface Props {
  readonly id: string;
  /** The pattern's name. */
  readonly subject: string;
}

/** In rem. */
const HEIGHT = 12;

const adoptionPlan = ({ data, granularity, timezone }: AdoptionCourse): TimePlan => ({
  title: 'People',
  label: `People per ${granularity}, new and returning.`,
  height: HEIGHT,
  buckets: data,
  granularity,
  timezone,
  look: STACKED_BARS,
  series: [
    { name: 'Returning', colour: 'series-1', values: data.map((one) => one.returning) },
    { name: 'New', colour: 'series-2', values: data.map((one) => one.new) },
  ],
  write: format.count,
  writeShort: format.shortCount,
  remarks: [
    { inTip: 'People', inTable: 'All', textAt: (place) => format.count(data[place]?.actors) },
    { inTip: 'Lapsed', inTable: 'Lapsed', textAt: (place) => format.count(data[place]?.lapsed) },
  ],
});

/** Who takes a pattern up, comes back to it and stays away, by week. */
export const Adoption = ({ id, subject }: Props): ReactNode => {
  const { view } = useView();
  const adoption = useAdoption(view, id);
  const { data } = adoption;
  const plan = useMemo(() => data && adoptionPlan(data), [data]);
  if (data === undefined || plan === undefined) {
    return (
      <Answered query={adoption} label="Loading the adoption">
        {() => null}
      </Answered>
    );
  }
  const { usages_with_actor: told, from, to, timezone } = data;
  if (told === 0) return <p className="muted">{NO_ACTORS}</p>;
  return (
    <TimePanel
      title="Adoption"
      note={adoptionText(data)}
      subtitle={`${subject}, ${span(from, to, timezone)}`}
      plan={plan}
      className="adoption"
    />
  );
};
