import type { StoredUsage } from '../../store/repositories/usage-export.repository.js';
import type { ExportColumn, ExportKind } from './export-column.js';

const column = (
  name: Exclude<keyof StoredUsage, 'created_at'>,
  kind: ExportKind,
): ExportColumn<StoredUsage> => ({
  name,
  kind,
  valueOf: (usage) => usage[name],
});

/** Everything that is stored of a usage, and what is known of its pattern. */
export const USAGE_COLUMNS: readonly ExportColumn<StoredUsage>[] = [
  column('id', 'uuid'),
  column('pattern_id', 'uuid'),
  { name: 'created_at', kind: 'time', valueOf: ({ created_at }) => created_at.getTime() },
  column('outcome', 'text'),
  column('success', 'flag'),
  column('quality_score', 'number'),
  column('execution_time_ms', 'integer'),
  column('context', 'json'),
  column('correlation_id', 'uuid'),
  column('error_message', 'text'),
  column('error_fingerprint', 'text'),
  column('execution_id', 'text'),
  column('sentiment', 'text'),
  column('feedback_text', 'text'),
  column('performance_score', 'number'),
  column('issues', 'json'),
  column('created_by', 'text'),
  column('feedback', 'json'),
  column('amendments', 'json'),
  column('pattern_name', 'text'),
  column('pattern_type', 'text'),
  column('node_type', 'text'),
];
