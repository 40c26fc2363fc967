import { useMemo } from 'react';
import { layOut, type Point } from './layout.js';
import type { Relationships } from './use-relationships.js';

/** How much less a relationship draws its patterns together by how many others they have. */
const PULL_LESS = 0.8;

/** Where the nodes stand; they stay there as long as the same pairs are shown. */
export const usePlaces = ({ nodes, relationships }: Relationships): readonly Point[] => {
  // Numbers that change while somebody looks move nothing.
  const shape = JSON.stringify([
    nodes.map(({ pattern_id }) => pattern_id).sort(),
    relationships.map((one) => `${one.source_pattern_id} ${one.target_pattern_id}`).sort(),
  ]);
  const byId = useMemo(() => {
    const [ids, pairs] = JSON.parse(shape) as [string[], string[]];
    const degrees = new Map(ids.map((id) => [id, 0]));
    const ends = pairs.map((pair) => pair.split(' ') as [string, string]);
    for (const id of ends.flat()) degrees.set(id, (degrees.get(id) ?? 0) + 1);
    // The best connected begin in the middle.
    const sorted = [...ids].sort((a, b) => degrees.get(b)! - degrees.get(a)!);
    const places = new Map(sorted.map((id, place) => [id, place]));
    const points = layOut(
      sorted.length,
      ends.map(([a, b]) => {
        const busiest = Math.max(degrees.get(a)!, degrees.get(b)!);
        // Who has many relationships is not drawn everywhere at once.
        return [places.get(a)!, places.get(b)!, 1 / busiest ** PULL_LESS] as const;
      }),
    );
    return new Map(sorted.map((id, place) => [id, points[place]!]));
  }, [shape]);
  return useMemo(() => nodes.map(({ pattern_id }) => byId.get(pattern_id) ?? { x: 0, y: 0 }), [byId, nodes]);
};
