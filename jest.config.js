/** What all tests have in common. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest'],
    // Jest on Node 20 cannot require this ES module from the CommonJS @fastify/static.
    'node_modules/content-disposition/.+\\.js$': [
      '@swc/jest',
      { swcrc: false, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!content-disposition/)'],
};

/** Tests that need a build and, most of them, a store: each has a copy of a template that is made once a run. */
const onStore = (displayName, directories) => ({
  ...common,
  displayName,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: directories.map((directory) => `/test/${directory}[^/]*\\.spec\\.ts$`),
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
});

/** @type {import('jest').Config} */
export default {
  projects: [
    // Without a build or a store.
    {
      ...common,
      displayName: 'unit',
      roots: ['<rootDir>/src', '<rootDir>/db', '<rootDir>/dashboard/src'],
      testRegex: '\\.spec\\.ts$',
      // The API's listed values, which the dashboard reads.
      globalSetup: '<rootDir>/dashboard/generate-schema.mjs',
      // The reader's languages, of a browser.
      globals: { navigator: { languages: ['en-GB'] } },
    },
    onStore('store', ['store/', 'cache/']),
    onStore('http', ['http/', 'embedding/', 'client/']),
    onStore('process', ['process/', 'kafka/', 'cli/', 'clients/', '']),
    onStore('browser', ['browser/', 'dashboard/']),
  ],
  testTimeout: 60_000,
  maxWorkers: 2,
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/main.ts', '!src/cli/main.ts'],
  coverageThreshold: { global: { lines: 95 } },
};
