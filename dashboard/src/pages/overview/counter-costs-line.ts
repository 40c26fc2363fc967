import type { Schemas } from '../../api/client.js';
import * as format from '../../format/format.js';

/** What counters told, as a sentence that says that it is in no other figure. */
export const counterCostsLine = ({
  cost_usd: cost,
  input_tokens: input,
  output_tokens: output,
  patterns,
}: Schemas['CostsFromCounters']): string => {
  const told = [
    ...(cost === null ? [] : [format.dollars(cost)]),
    ...(input === null ? [] : [`${format.count(input)} input tokens`]),
    ...(output === null ? [] : [`${format.count(output)} output tokens`]),
  ];
  const of = patterns === 1 ? '1 pattern' : `${format.count(patterns)} patterns`;
  return `Counters told ${told.join(', ')} of ${of} on days on which no usage of these told it. The figures above do not have it.`;
};
