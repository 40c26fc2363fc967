import {
  ByteWriter,
  ParquetWriter,
  type BasicType,
  type SchemaElement,
  schemaFromColumnData,
} from 'hyparquet-writer';
import type { ExportColumn, ExportKind, ExportValue } from './export-column.js';

/** A row group is written once it has so many rows… */
const GROUP_ROWS = 20_000;
/** …or about so many characters of text. */
const GROUP_TEXT = 16 * 1024 * 1024;

const TYPES: Readonly<Record<ExportKind, BasicType>> = {
  uuid: 'UUID',
  text: 'STRING',
  json: 'STRING',
  time: 'TIMESTAMP',
  integer: 'INT64',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
};

/** JSON is marked as such, but handed over as the text it is. */
const schemaOf = <Row>(columns: readonly ExportColumn<Row>[]): SchemaElement[] =>
  schemaFromColumnData({
    columnData: columns.map(({ name, kind }) => ({ name, type: TYPES[kind], data: [] })),
  });

const toStored = (kind: ExportKind, value: ExportValue): ExportValue | bigint | Date => {
  if (value === null) return null;
  if (kind === 'integer') return BigInt(value);
  return kind === 'time' ? new Date(value as number) : value;
};

const textIn = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);

/** Apache Parquet, compressed with Snappy, in row groups of a bounded size; nothing but those is held in memory. */
export async function* encodeParquet<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: 'pattern-usage-tracker',
  });
  const taken = (): Uint8Array => {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    return written;
  };
  let group: ReturnType<typeof toStored>[][] = columns.map(() => []);
  let text = 0;
  const writeGroup = async (): Promise<Uint8Array> => {
    const rowGroupSize = group[0]!.length;
    await file.write({
      columnData: columns.map(({ name }, at) => ({ name, data: group[at]!, offsetIndex: false })),
      rowGroupSize,
    });
    group = columns.map(() => []);
    text = 0;
    return taken();
  };
  for await (const rows of pages) {
    for (const [at, { kind, valueOf }] of columns.entries()) {
      const values = rows.map((row) => toStored(kind, valueOf(row)));
      text += textIn(values);
      group[at] = group[at]!.concat(values);
    }
    if (group[0]!.length >= GROUP_ROWS || text >= GROUP_TEXT) yield await writeGroup();
  }
  if (group[0]!.length > 0) yield await writeGroup();
  await file.finish();
  yield taken();
}
