import { patternIdOf } from '../../common/pattern-id.js';
import type { Finding } from './finding.js';

/** Of what goes by one name, a skill is taken before a command, as Claude Code does, and so on. */
const FIRST: readonly string[] = ['skill', 'command', 'agent', 'prompt'];

/** A finding that goes by the name of another one. */
export interface Repeated {
  readonly finding: Finding;
  /** The one that is taken. */
  readonly taken: Finding;
}

const placeOf = ({ pattern_type = '' }: Finding): number => {
  const place = FIRST.indexOf(pattern_type);
  return place < 0 ? FIRST.length : place;
};

/** One finding a pattern, for a name is one pattern: the first by its type, then by where it was found. */
export const mergeFindings = (
  found: readonly Finding[],
): { readonly taken: readonly Finding[]; readonly repeated: readonly Repeated[] } => {
  const known = new Map<string, Finding>();
  const repeated: Repeated[] = [];
  for (const finding of [...found].sort((a, b) => placeOf(a) - placeOf(b))) {
    const id = patternIdOf(finding.pattern);
    const taken = known.get(id);
    if (taken) repeated.push({ finding, taken });
    else known.set(id, finding);
  }
  return { taken: [...known.values()], repeated };
};
