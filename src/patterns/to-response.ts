import { formatTime } from '../common/time-range.js';
import type { PatternEntity } from '../store/patterns/pattern.entity.js';
import type { PatternResponse } from './pattern.dto.js';

const timeOf = (time: Date | null): string | null => time && formatTime(time.getTime());

/** What is known of a pattern, as it is answered; its hash is the pattern's ETag. */
export const toResponse = (pattern: PatternEntity): PatternResponse => ({
  id: pattern.id,
  name: pattern.name,
  type: pattern.type,
  node_type: pattern.nodeType,
  description: pattern.description,
  tags: pattern.tags,
  version: pattern.version,
  described_by: pattern.describedBy,
  first_seen: timeOf(pattern.firstSeen),
  state: pattern.state,
  state_since: timeOf(pattern.stateSince),
  replaced_by: pattern.replacedBy,
  keep: pattern.keep,
});
