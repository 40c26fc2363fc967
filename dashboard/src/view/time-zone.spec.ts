import { expect, it } from '@jest/globals';
import { isTimeZone } from './time-zone.js';

it('takes the names of time zones, and no offsets', () => {
  const yes = ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT-14'];
  const no = ['', '+02:00', 'UTC+2', 'Etc/Unknown', 'Europe/Nowhere', 'Europe/', `a/${'b'.repeat(64)}`];
  expect([yes.filter(isTimeZone), no.filter(isTimeZone)]).toEqual([yes, []]);
});
