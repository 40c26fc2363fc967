import { describe, expect, it } from '@jest/globals';
import { StartupError } from '../common/startup-error.js';
import { loadConfig } from './config.js';

const refusal = (settings: object): string => {
  try {
    loadConfig(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
  return '';
};

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(loadConfig()).toMatchObject({
      http: {
        port: 8053,
        host: '127.0.0.1',
        callers: { hosts: [], origins: [] },
        basePath: '',
        keepAliveMs: 72_000,
      },
      isErasureAllowed: true,
      store: { databaseUrl: undefined, dataDir: './data', retention: { raw: undefined } },
      ingestion: { clockSkewMs: 300_000, maxAgeMs: undefined },
      redisUrl: undefined,
    });
  });

  it('reads text as the environment has it, and numbers as programs have them', () => {
    const config = loadConfig({ PORT: ' 80 ', CLOCK_SKEW_SECONDS: 7, RETENTION_RAW_DAYS: '30', HOST: '' });
    expect(config.http).toMatchObject({ port: 80, host: '127.0.0.1' });
    expect(config.ingestion).toMatchObject({ clockSkewMs: 7000, maxAgeMs: 29 * 86_400_000 });
  });

  it.each([
    [{ PORT: '80530' }, 'PORT must be a whole number from 0 to 65535'],
    [{ PORT: '0x50' }, 'PORT must be'],
    [{ BATCH_MAX_ITEMS: '1e3' }, 'BATCH_MAX_ITEMS must be'],
    [{ BATCH_MAX_ITEMS: '-1' }, 'BATCH_MAX_ITEMS must be'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug'],
    [{ DATABASE_URL: 'mysql://localhost' }, 'DATABASE_URL must be memory: or postgres://… or postgresql://…'],
    [{ DATABASE_URL: 'localhost' }, 'DATABASE_URL must be'],
    [{ REDIS_URL: 'http://localhost' }, 'REDIS_URL must be redis://… or rediss://…'],
    [{ CORS_ORIGINS: 'dash.example.org' }, 'CORS_ORIGINS must be * or web origins'],
    [{ CORS_ORIGINS: 'https://dash.example.org/' }, 'CORS_ORIGINS must be'],
    [{ ALLOWED_HOSTS: 'https://tracker.example.org' }, 'ALLOWED_HOSTS must be'],
    [{ ALLOWED_HOSTS: 'tracker.example.org:8053' }, 'ALLOWED_HOSTS must be'],
    [{ BASE_PATH: 'tracker' }, 'BASE_PATH must be'],
    [{ BASE_PATH: '/api/tracker' }, 'BASE_PATH must be'],
    [{ KEEP_ALIVE_SECONDS: '0' }, 'KEEP_ALIVE_SECONDS must be'],
    [{ ACTOR_MODE: 'off' }, 'ACTOR_MODE must be one of hash, plain'],
    [{ ACTOR_KEY: 'too short' }, 'ACTOR_KEY must be text of at least 16 characters.'],
  ])('refuses %j by name', (settings, sentence) => {
    expect(refusal(settings)).toContain(`Wrong configuration: ${sentence}`);
  });

  it('names every wrong value at once, and never the value itself', () => {
    const message = refusal({ PORT: 'secret', REDIS_URL: 'password', LOG_LEVEL: 'info' });
    expect(message).toMatch(/^Wrong configuration: PORT must be .*; REDIS_URL must be .*\.$/);
    expect(message).not.toMatch(/secret|password/);
  });

  it('takes several origins', () => {
    const { http } = loadConfig({ CORS_ORIGINS: 'https://a.example.org, http://localhost:5173' });
    expect(http.callers.origins).toEqual(['https://a.example.org', 'http://localhost:5173']);
    expect(loadConfig({ CORS_ORIGINS: '*' }).http.callers.origins).toEqual(['*']);
  });

  it('takes a server that others reach for one that erases nothing and has any name, unless told', () => {
    for (const HOST of ['127.0.0.1', '127.0.0.2', 'localhost', '::1']) {
      expect(loadConfig({ HOST })).toMatchObject({
        isErasureAllowed: true,
        http: { callers: { hosts: [] } },
      });
    }
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', 'tracker']) {
      const { isErasureAllowed, http } = loadConfig({ HOST });
      expect([isErasureAllowed, http.callers.hosts]).toEqual([false, undefined]);
      const named = loadConfig({ HOST, ALLOWED_HOSTS: 'Tracker.example.org, b', ALLOW_ERASURE: 'true' });
      expect([named.isErasureAllowed, named.http.callers.hosts]).toEqual([
        true,
        ['tracker.example.org', 'b'],
      ]);
    }
    expect(loadConfig({ ALLOWED_HOSTS: '*' }).http.callers.hosts).toBeUndefined();
    expect(loadConfig({ BASE_PATH: '/a/tracker/' }).http.basePath).toBe('/a/tracker');
  });

  it('reads how to reach Kafka, and what that needs', () => {
    expect(loadConfig().kafka).toBeUndefined();
    const secret = {
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'p',
    };
    expect(
      loadConfig({ KAFKA_BROKERS: 'a.example.org:9092, [::1]:9093', KAFKA_SSL: 'true', ...secret }).kafka,
    ).toEqual({
      brokers: ['a.example.org:9092', '[::1]:9093'],
      topic: 'pattern-usage-events',
      group: 'pattern-usage-tracker',
      ssl: { ca: undefined, cert: undefined, key: undefined },
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    });
    expect(refusal({ KAFKA_BROKERS: 'localhost' })).toContain('KAFKA_BROKERS must be host:port');
    expect(refusal({ KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain' })).toContain(
      'KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    );
    expect(refusal({ KAFKA_BROKERS: 'a:1', KAFKA_SSL_CA: '/ca.pem' })).toContain('need KAFKA_SSL=true');
  });

  it('asks every rollup to outlive what it is built from', () => {
    expect(refusal({ RETENTION_HOUR_DAYS: 30 })).toBe(
      'Wrong configuration: RETENTION_HOUR_DAYS must be unset, because what it is built from (RETENTION_RAW_DAYS) is kept for ever.',
    );
    expect(refusal({ RETENTION_RAW_DAYS: 30, RETENTION_HOUR_DAYS: 30 })).toContain('must be at least 31');
    expect(
      refusal({
        RETENTION_RAW_DAYS: 30,
        RETENTION_HOUR_DAYS: 60,
        RETENTION_DAY_DAYS: 90,
        RETENTION_WEEK_DAYS: 96,
      }),
    ).toContain('RETENTION_WEEK_DAYS must be at least 97');
    expect(refusal({ RETENTION_RAW_DAYS: 30, RETENTION_HOUR_DAYS: 31, RETENTION_DAY_DAYS: 32 })).toBe('');
  });
});
