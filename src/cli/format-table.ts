import { printable } from './printable.js';

const isNumeric = (cell: string): boolean => /^(over |under )?[\d.,]+( %)?$|^–$/.test(cell);

/** Rows as aligned text: numbers to the right, the rest to the left. */
export const formatTable = (titles: readonly string[], given: readonly (readonly string[])[]): string => {
  const rows = given.map((cells) => cells.map(printable));
  const columns = titles.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    const right = cells.every(isNumeric);
    return (cell: string): string => (right ? cell.padStart(width) : cell.padEnd(width));
  });
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => columns[column]!(cell))
      .join('  ')
      .trimEnd();
  const rule = columns.map((pad) => '─'.repeat(pad('').length));
  return [titles, rule, ...rows].map((cells) => `  ${line(cells)}\n`).join('');
};
