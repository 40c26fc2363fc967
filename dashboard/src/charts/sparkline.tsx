import type { ReactNode } from 'react';

interface Props {
  /** Null where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** Whether the last place lasts still: its part of the line is dashed. */
  readonly isLastPartial?: boolean;
  /** From zero, as counts are; else between the least and the most. */
  readonly isFromZero?: boolean;
  /** CSS colour. */
  readonly colour?: string;
}

const WIDTH = 100;
const HEIGHT = 28;
const EDGE = 2;

type Point = readonly [x: number, y: number];

/** The points that follow on each other without a gap. */
const runsOf = (points: readonly (Point | null)[]): Point[][] => {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
};

const path = (points: readonly Point[]): string =>
  points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** How something went, without axes; decoration beside the figure it belongs to. */
export const Sparkline = ({
  values,
  isLastPartial = false,
  isFromZero = false,
  colour = 'var(--accent)',
}: Props): ReactNode => {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden />;
  const most = Math.max(...known);
  const least = isFromZero ? 0 : Math.min(...known);
  const span = most - least || 1;
  const points = values.map((value, at): Point | null =>
    value === null
      ? null
      : [
          EDGE + (at / Math.max(1, values.length - 1)) * (WIDTH - 2 * EDGE),
          HEIGHT -
            EDGE -
            (most === least && !isFromZero ? 0.5 : (value - least) / span) * (HEIGHT - 2 * EDGE),
        ],
  );
  const runs = runsOf(isLastPartial ? points.slice(0, -1) : points);
  const last = points.at(-1);
  const before = points.at(-2);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      {runs.map((run) => (
        <g key={run[0]?.[0]}>
          {isFromZero && run.length > 1 && (
            <path
              d={`${path(run)}L${String(run.at(-1)?.[0])} ${HEIGHT}L${String(run[0]?.[0])} ${HEIGHT}Z`}
              fill={colour}
              opacity="0.12"
            />
          )}
          <path
            d={run.length === 1 ? `${path(run)}h0.1` : path(run)}
            className="sparkline-line"
            stroke={colour}
          />
        </g>
      ))}
      {isLastPartial && last && before && (
        <path d={path([before, last])} className="sparkline-line" stroke={colour} strokeDasharray="2 3" />
      )}
    </svg>
  );
};
