import { describe, expect, it } from '@jest/globals';
import { pageRank } from './page-rank.js';

describe('PageRank', () => {
  it('is that of networkx 3.6, also for a node without edges', () => {
    const edges = [
      [0, 1, 3],
      [0, 2, 5],
      [1, 2, 1],
      [2, 3, 7],
      [3, 4, 2],
    ] as const;
    // networkx.pagerank(G, alpha=0.85, tol=1e-14) of these edges and the nodes 0 to 5.
    const expected = [
      0.21063886944969507, 0.11757861144196864, 0.3259368903110129, 0.2419008237865128, 0.0748185914185775,
      0.02912621359223301,
    ];
    for (const [node, rank] of pageRank(6, edges).entries()) expect(rank).toBeCloseTo(expected[node]!, 9);
  });

  it('is shared evenly where there is nothing to follow', () => {
    expect([...pageRank(4, [])]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([...pageRank(0, [])]).toEqual([]);
  });
});
