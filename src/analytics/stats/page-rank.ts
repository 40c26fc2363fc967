/** An undirected, weighted edge between two nodes by their numbers. */
export type WeightedEdge = readonly [a: number, b: number, weight: number];

const DAMPING = 0.85;
const TOLERANCE = 1e-10;
const MAX_ROUNDS = 200;

/**
 * PageRank (Page, Brin, Motwani, Winograd 1999) of an undirected graph by power iteration: the share
 * of time that a walker spends at each node who follows an edge by its weight with probability 0.85
 * and starts anywhere otherwise. A node without edges passes its share on to all.
 * @param nodes how many; edges name them from 0.
 * @returns a rank a node, summing up to 1.
 */
export const pageRank = (nodes: number, edges: readonly WeightedEdge[]): Float64Array => {
  const strength = new Float64Array(nodes);
  for (const [a, b, weight] of edges) {
    strength[a]! += weight;
    strength[b]! += weight;
  }
  let rank = new Float64Array(nodes).fill(1 / nodes);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    let adrift = 0;
    for (let node = 0; node < nodes; node += 1) if (strength[node] === 0) adrift += rank[node]!;
    const next = new Float64Array(nodes).fill((1 - DAMPING + DAMPING * adrift) / nodes);
    for (const [a, b, weight] of edges) {
      next[b]! += (DAMPING * rank[a]! * weight) / strength[a]!;
      next[a]! += (DAMPING * rank[b]! * weight) / strength[b]!;
    }
    const moved = next.reduce((sum, value, node) => sum + Math.abs(value - rank[node]!), 0);
    rank = next;
    if (moved < TOLERANCE) break;
  }
  return rank;
};
