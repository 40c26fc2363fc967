import { type FieldKind, fieldOf, USAGE_FIELD_NAMES } from '../../common/usage-fields.js';
import type { StoredUsage } from '../../store/usages/usage-export.repository.js';
import type { ExportColumn, ExportKind } from './export-column.js';

const exportKind = (kind: FieldKind): ExportKind => {
  if (kind === 'texts') return 'json';
  return kind === 'bigint' ? 'integer' : kind;
};

/** Everything that is stored of a usage, and what is known of its pattern. */
export const USAGE_COLUMNS: readonly ExportColumn<StoredUsage>[] = [
  ...USAGE_FIELD_NAMES.map((name): ExportColumn<StoredUsage> => ({
    name,
    kind: exportKind(fieldOf(name).kind),
    valueOf: (usage) => {
      const value = usage[name];
      return value instanceof Date ? value.getTime() : value;
    },
  })),
  ...(['pattern_name', 'pattern_type', 'node_type'] as const).map((name): ExportColumn<StoredUsage> => ({
    name,
    kind: 'text',
    valueOf: (usage) => usage[name],
  })),
];
