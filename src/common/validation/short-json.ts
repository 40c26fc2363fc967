import { writeJson } from '../json/write-json.js';

/** So much of the JSON of a value that it is longer than `room`, if it is at all. */
const beginningOf = (value: unknown, room: number): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return writeJson(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  let text = open;
  for (const key of Object.keys(value)) {
    if (text.length > room) return text;
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined && open === '{') continue;
    if (text.length > 1) text += ',';
    if (open === '{') text += `${JSON.stringify(key.slice(0, room))}:`;
    text += beginningOf(item ?? null, room);
  }
  return text + close;
};

/** The JSON of a value, cut short with an ellipsis beyond `room` characters; little work for a large one. */
export const shortJson = (value: unknown, room: number): string => {
  const text = beginningOf(value, room);
  return text.length > room ? `${text.slice(0, room)}…` : text;
};
