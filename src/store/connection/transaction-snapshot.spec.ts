import { expect, it } from '@jest/globals';
import { TransactionSnapshot } from './transaction-snapshot.js';

it.each([
  // The example of PostgreSQL's manual, 9.28.9 "Transaction ID and Snapshot Information".
  ['10:20:10,14,15', [9, 11, 13, 16, 19], [10, 14, 15, 20, 21]],
  ['100:100:', [1, 99], [100, 101]],
])('%s has %j and not %j', (text, seen, unseen) => {
  const snapshot = TransactionSnapshot.parse(text);
  expect(seen.filter((id) => snapshot.has(id))).toEqual(seen);
  expect(unseen.filter((id) => snapshot.has(id))).toEqual([]);
});
