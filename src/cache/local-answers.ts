import { LRUCache } from 'lru-cache';
import type { KeptAnswer } from './cache-store.js';

/** What an answer takes beside its body and the compressed forms of it. */
const BYTES_AN_ANSWER = 1000;

/** Answers in this process's memory, bounded in bytes; the least recently used go first. */
export const localAnswers = (maxBytes: number): LRUCache<string, KeptAnswer> =>
  new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ answer }, name) =>
      Math.ceil(1.5 * answer.body.length) + name.length + BYTES_AN_ANSWER,
  });
