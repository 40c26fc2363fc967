import { readYaml } from './read-yaml.js';

/**
 * The fields between the lines of dashes at the beginning of a Markdown file; none where there are none.
 * @throws Error whose message says in a sentence what is wrong.
 */
export const frontMatterOf = (text: string): Readonly<Record<string, unknown>> => {
  const [opening] = /^---[ \t]*\r?\n/.exec(text) ?? [];
  if (opening === undefined) return {};
  const end = text.slice(opening.length).search(/^(---|\.\.\.)[ \t]*\r?$/m);
  if (end < 0) throw new Error('Its front matter has no end.');
  // The first line in front keeps the numbers of lines.
  return readYaml(`\n${text.slice(opening.length, opening.length + end)}`);
};
