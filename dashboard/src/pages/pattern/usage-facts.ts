import * as format from '../../format/format.js';
import type { HistoryItem } from './use-history.js';

type Told = Pick<
  HistoryItem,
  'version' | 'actor' | 'input_tokens' | 'output_tokens' | 'cost_usd' | 'time_saved_seconds'
>;

const MS = 1000;

const tokensOf = ({ input_tokens: input, output_tokens: output }: Told): string | null =>
  input === null && output === null ? null : `${format.count(input)} in, ${format.count(output)} out`;

/** What a usage tells of its version, of who used the pattern, and of what that cost and saved: name and value. */
export const usageFacts = (usage: Told): (readonly [name: string, value: string])[] => {
  const { version, actor, cost_usd: cost, time_saved_seconds: saved } = usage;
  const facts = [
    ['Version', version],
    ['Actor', actor],
    ['Tokens', tokensOf(usage)],
    ['Cost', cost === null ? null : format.dollars(cost)],
    ['Time saved', saved === null ? null : format.duration(saved * MS)],
  ] as const;
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
};
