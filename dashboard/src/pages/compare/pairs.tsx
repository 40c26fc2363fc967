import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { DifferenceBar } from './difference-bar.js';
import { type PairView, pairViews } from './pair-view.js';
import type { Comparison } from './use-comparison.js';

const Success = ({
  pair,
  axis,
}: {
  readonly pair: PairView;
  readonly axis: readonly [number, number];
}): ReactNode => {
  const { success, reason, probability } = pair;
  if (success === null) {
    return (
      <td colSpan={3} className="refused">
        <strong>Not enough data.</strong> {reason}
      </td>
    );
  }
  return (
    <>
      <td>
        <strong>{format.signedPoints(success.difference)}</strong>{' '}
        <span className="muted">
          {format.pointCount(success.lower)} to {format.pointCount(success.upper)}
        </span>
      </td>
      <td>
        <DifferenceBar
          difference={success.difference}
          lower={success.lower}
          upper={success.upper}
          axis={axis}
        />
      </td>
      <td>
        {format.probability(probability)}
        {!success.isSure && <span className="muted"> open</span>}
      </td>
    </>
  );
};

const Quality = ({ pair: { quality, qualityReason } }: { readonly pair: PairView }): ReactNode => {
  if (quality === null) return <td className="refused">{qualityReason}</td>;
  return (
    <td>
      <strong>{format.signedDifference(quality.difference)}</strong>{' '}
      <span className="muted">
        {format.difference(quality.lower)} to {format.difference(quality.upper)}
        {!quality.isSure && ' open'}
      </span>
    </td>
  );
};

/** Every two patterns: the difference of their success and quality, and how sure it is. */
export const Pairs = ({ comparison }: { readonly comparison: Comparison }): ReactNode => {
  const pairs = pairViews(comparison);
  const ends = pairs.flatMap(({ success }) => (success ? [success.lower, success.upper] : []));
  const axis = [Math.min(0, ...ends), Math.max(0, ...ends)] as const;
  const many =
    pairs.length > 1 ? ' Each interval is of its pair alone: of twenty, about one misses by chance.' : '';
  return (
    <Panel
      title="Pair by pair"
      note={`The first less the second, with 95 % intervals; open where an interval holds 0.${many}`}
    >
      <div className="matrix-scroller pairs-scroller" role="region" aria-label="Pair by pair" tabIndex={0}>
        <table className="pairs">
          <caption className="visually-hidden">Differences of every two patterns</caption>
          <thead>
            <tr>
              <th scope="col">Patterns</th>
              <th scope="col" colSpan={2}>
                Success
              </th>
              <th scope="col">Probability better</th>
              <th scope="col">Quality</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <tr key={`${pair.first.pattern_id} ${pair.second.pattern_id}`}>
                <th scope="row">
                  {pair.first.pattern_name} <span className="muted">against</span> {pair.second.pattern_name}
                </th>
                <Success pair={pair} axis={axis} />
                <Quality pair={pair} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
};
