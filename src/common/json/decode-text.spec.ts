import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, encodingFault } from './decode-text.js';

describe('decodeText', () => {
  it('is TextDecoder for UTF-8, and no Unicode text for anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.string({ unit: 'binary' }), (noise, text) => {
        const bytes = Buffer.concat([Buffer.from(`"${text.toWellFormed()}"`), noise, Buffer.from('"grün"')]);
        let strict: string | undefined;
        try {
          strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          strict = undefined;
        }
        const decoded = decodeText(bytes);
        if (strict === undefined) expect(decoded.isWellFormed()).toBe(false);
        else expect(decoded).toBe(strict);
        expect(decoded.endsWith('"grün"')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows UTF-16 by its mark', () => {
    expect(encodingFault(Buffer.from('\uFEFF{}', 'utf16le'))).toMatch(/UTF-16/);
    expect(encodingFault(Buffer.from([0xfe, 0xff, 0, 0x7b]))).toMatch(/UTF-16/);
    expect(encodingFault(Buffer.from('\uFEFF{}'))).toBeUndefined();
    expect(encodingFault(Buffer.from(''))).toBeUndefined();
  });
});
