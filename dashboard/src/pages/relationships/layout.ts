/** Two nodes by their places, and how strongly they are drawn to each other, 0..1. */
export type Spring = readonly [a: number, b: number, pull: number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/**
 * How far nodes stand from each other where nothing draws them. Large, as ECharts puts lines that are
 * upright or level to within half a unit onto whole ones.
 */
const SPACE = 100;
/** From here on nodes do not push each other. */
const REACH = 3 * SPACE;
/** Work that a picture may cost, in steps of one node. */
const MAX_WORK = 60_000;
/** How much everything is drawn to the middle, so that what is not connected stays near. */
const GRAVITY = 0.12;

/**
 * Places for nodes so that what belongs together stands together: Fruchterman and Reingold's forces
 * (Software: Practice and Experience 21, 1991), pushing only within reach, from a spiral in the nodes'
 * order. The same nodes and springs always come to the same places.
 */
export const layOut = (count: number, springs: readonly Spring[]): Point[] => {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const radius = SPACE * Math.sqrt(at);
    x[at] = radius * Math.cos(at * GOLDEN_ANGLE);
    y[at] = radius * Math.sin(at * GOLDEN_ANGLE);
  }
  const steps = Math.max(30, Math.min(300, Math.floor(MAX_WORK / Math.max(1, count))));
  const dx = new Float64Array(count);
  const dy = new Float64Array(count);

  const force = (a: number, b: number, of: (distance: number) => number): void => {
    const [byX, byY] = [x[a]! - x[b]!, y[a]! - y[b]!];
    const distance = Math.max(0.01, Math.hypot(byX, byY));
    const by = of(distance) / distance;
    dx[a]! += byX * by;
    dy[a]! += byY * by;
    dx[b]! -= byX * by;
    dy[b]! -= byY * by;
  };
  const push = (distance: number): number => (distance > REACH ? 0 : (SPACE * SPACE) / distance);
  const cellOf = (at: number): readonly [number, number] => [
    Math.floor(x[at]! / REACH),
    Math.floor(y[at]! / REACH),
  ];

  for (let step = 0; step < steps; step += 1) {
    dx.fill(0);
    dy.fill(0);
    const cells = new Map<string, number[]>();
    for (let at = 0; at < count; at += 1) {
      const [column, row] = cellOf(at);
      for (let side = -1; side <= 1; side += 1)
        for (let up = -1; up <= 1; up += 1)
          for (const other of cells.get(`${String(column + side)} ${String(row + up)}`) ?? [])
            force(at, other, push);
      const key = `${String(column)} ${String(row)}`;
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, [at]);
      else cell.push(at);
    }
    for (const [a, b, pull] of springs) {
      force(a, b, (distance) => (-distance * distance * pull) / SPACE);
    }
    const heat = SPACE * (1 - step / steps);
    for (let at = 0; at < count; at += 1) {
      const byX = dx[at]! - GRAVITY * x[at]!;
      const byY = dy[at]! - GRAVITY * y[at]!;
      const length = Math.hypot(byX, byY) || 1;
      const by = Math.min(length, heat) / length;
      x[at]! += byX * by;
      y[at]! += byY * by;
    }
  }
  return Array.from({ length: count }, (_, at) => ({ x: x[at]!, y: y[at]! }));
};
