import { PATTERN_TYPE } from '../../common/pattern-terms.js';
import { CliError } from '../cli-error.js';
import type { Finding, Findings } from './finding.js';
import { readHead } from './read-head.js';
import { fieldOf, readYaml, textOf, textsOf } from './read-yaml.js';

const MAX_FILE_BYTES = 4_194_304;
/** Entities that stand for people and for other files. */
const NO_PATTERNS: readonly string[] = ['User', 'Group', 'Location'];

/** @returns undefined for an entity that is no pattern. */
const findingOf = (from: string, entity: Readonly<Record<string, unknown>>): Finding | undefined => {
  const kind = textOf(entity, 'kind');
  const metadata = fieldOf(entity, 'metadata');
  const pattern = textOf(metadata, 'name');
  if (kind === undefined || pattern === undefined) {
    throw new Error('It is no catalog entity: it has no kind or no metadata.name.');
  }
  if (NO_PATTERNS.includes(kind)) return undefined;
  const type = kind.toLowerCase();
  return {
    from,
    pattern,
    ...(PATTERN_TYPE.test(type) ? { pattern_type: type } : {}),
    description: textOf(metadata, 'description'),
    tags: textsOf(metadata, 'tags'),
  };
};

/** Documents of a YAML file; a line that begins with --- begins one wherever it stands. */
const documentsIn = (text: string): string[] =>
  text.split(/^---(?=\s|$)/m).filter((document) => /^\s*[^\s#%]/m.test(document));

/**
 * The entities of a Backstage catalog file.
 * @throws CliError where it cannot be read.
 */
export const scanCatalog = async (path: string): Promise<Findings> => {
  let text: string;
  try {
    // So much more that it cannot be taken for whole where it ends within a character.
    text = await readHead(path, MAX_FILE_BYTES + 4);
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as Error).message.replace(/\.$/, '')}.`, {
      cause: error,
    });
  }
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) throw new CliError(`${path} is larger than 4 MiB.`);
  const findings: Findings = { found: [], faults: [] };
  for (const [index, document] of documentsIn(text).entries()) {
    const from = `${path}#${index + 1}`;
    try {
      const finding = findingOf(from, readYaml(document));
      if (finding) findings.found.push(finding);
    } catch (error) {
      findings.faults.push({ from, reason: (error as Error).message });
    }
  }
  return findings;
};
