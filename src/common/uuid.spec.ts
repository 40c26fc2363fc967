import { describe, expect, it } from '@jest/globals';
import { v4, v7 } from 'uuid';
import { isUuid, uuidV7Time } from './uuid.js';

describe('uuidV7Time', () => {
  it('reads the time of the example in RFC 9562, appendix A.6', () => {
    expect(uuidV7Time('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(Date.parse('2022-02-22T19:22:22Z'));
  });

  it('reads back the time another implementation wrote', () => {
    for (const msecs of [0, 1, 1_700_000_000_123, 2 ** 48 - 1]) expect(uuidV7Time(v7({ msecs }))).toBe(msecs);
  });

  it('knows no time of other versions and variants', () => {
    expect(uuidV7Time(v4())).toBeUndefined();
    expect(uuidV7Time('017f22e2-79b0-7cc3-c8c4-dc0c0c07398f')).toBeUndefined();
  });
});

describe('isUuid', () => {
  it('takes any version in either case, and nothing else', () => {
    expect(isUuid('31913A76-14DD-51FD-A85B-8C63B495CE8C')).toBe(true);
    expect(isUuid('00000000-0000-0000-0000-000000000000')).toBe(true);
    for (const no of [
      '',
      '31913a7614dd51fda85b8c63b495ce8c',
      '{31913a76-14dd-51fd-a85b-8c63b495ce8c}',
      7,
      null,
      [v4()],
    ]) {
      expect(isUuid(no)).toBe(false);
    }
  });
});
