import type { Tip } from '../../charts/chart-tip.js';
import * as format from '../../format/format.js';
import { MEASURE_TEXTS } from './measures.js';
import { MEASURES } from './graph-query.js';
import type { Pointed } from './use-pointed.js';
import type { GraphNode, Relationship, Relationships } from './use-relationships.js';

/** What is said of a pattern in the graph. */
const nodeTip = (node: GraphNode, { relationships }: Relationships): Tip => ({
  title: node.pattern_name,
  lines: [
    { name: 'Type', value: format.words(node.pattern_type) },
    { name: 'Usages', value: format.count(node.usage_count) },
    { name: 'Success rate', value: format.percent(node.success_rate) },
    { name: 'Centrality', value: format.score(node.centrality) },
    {
      name: 'Pairs shown',
      value: format.count(
        relationships.filter(({ source_pattern_id: source, target_pattern_id: target }) =>
          [source, target].includes(node.pattern_id),
        ).length,
      ),
    },
  ],
  note: 'Press for its page.',
});

/** What is said of a pair in the graph. */
const pairTip = (pair: Relationship, nameOf: (id: string) => string): Tip => ({
  title: `${nameOf(pair.source_pattern_id)} with ${nameOf(pair.target_pattern_id)}`,
  lines: [
    { name: 'Tasks with both', value: format.count(pair.co_occurrence_count) },
    ...MEASURES.map((measure) => ({
      name: MEASURE_TEXTS[measure].title,
      value: MEASURE_TEXTS[measure].write(pair[measure]),
    })),
    { name: 'Success together', value: format.percent(pair.success_rate_together) },
  ],
});

/** What is said of what is pointed at. */
export const tipOf = ({ kind, place }: Pointed, relationships: Relationships): Tip | undefined => {
  const node = relationships.nodes[place];
  if (kind === 'node') return node && nodeTip(node, relationships);
  const pair = relationships.relationships[place];
  const nameOf = (id: string): string =>
    relationships.nodes.find(({ pattern_id }) => pattern_id === id)?.pattern_name ?? id;
  return pair && pairTip(pair, nameOf);
};
