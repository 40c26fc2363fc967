import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLoopback } from './is-loopback.js';
import { isOwnHost } from './is-own-host.js';

describe('isOwnHost', () => {
  it.each([
    [undefined, true],
    ['', true],
    ['localhost', true],
    ['LOCALHOST:8053', true],
    ['localhost.:8053', true],
    ['app.localhost:1', true],
    ['127.0.0.1:8053', true],
    ['127.1:8053', true],
    ['10.1.2.3', true],
    ['[::1]:8053', true],
    ['[FD00::1]', true],
    ['[::ffff:127.0.0.1]:80', true],
    ['Tracker.example.org', true],
    ['tracker.example.org.:8053', true],
    ['evil.tracker.example.org', false],
    ['example.org', false],
    ['localhost.evil.example', false],
    ['evillocalhost', false],
    ['127.0.0.1.evil.example', false],
    ['127.0.0.1@evil.example', false],
    ['evil.example/127.0.0.1', false],
    ['evil.example#localhost', false],
    ['evil.example:80:80', false],
    ['localhost, evil.example', false],
    ['[::1].evil.example', false],
    ['[::1', false],
    ['.', false],
  ])('%j: %s', (header, is) => expect(isOwnHost(header, ['tracker.example.org'])).toBe(is));

  it('takes no name that somebody can register', () => {
    fc.assert(
      fc.property(fc.domain(), fc.option(fc.integer({ min: 0, max: 65535 })), (domain, port) => {
        fc.pre(!domain.endsWith('.localhost'));
        expect(isOwnHost(port === null ? domain : `${domain}:${String(port)}`, [])).toBe(false);
      }),
    );
  });

  it('takes every address', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => isOwnHost(address, [])));
    fc.assert(fc.property(fc.ipV4Extended(), (address) => isOwnHost(address, [])));
    fc.assert(fc.property(fc.ipV6(), (address) => isOwnHost(`[${address}]:8053`, [])));
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.1', false],
    ['tracker.example.org', false],
  ])('%s: %s', (host, is) => expect(isLoopback(host)).toBe(is));
});
