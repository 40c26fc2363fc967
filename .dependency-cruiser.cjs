const features = 'ingestion|analytics|effectiveness|patterns|erasure|tracker|jobs|live|ops';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'features-only-by-their-index',
      comment: 'A feature is used through its index.ts.',
      severity: 'error',
      from: { path: `^src/([^/]+)` },
      to: { path: `^src/(${features})/`, pathNot: [`^src/(${features})/index\\.ts$`, '^src/$1/'] },
    },
    {
      name: 'features-stand-side-by-side',
      comment:
        'Of the features only effectiveness and erasure use another one, analytics; jobs and ops use them all.',
      severity: 'error',
      from: { path: '^src/(ingestion|analytics|patterns)/' },
      to: { path: `^src/(${features})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'effectiveness-and-erasure-use-analytics-alone',
      severity: 'error',
      from: { path: '^src/(effectiveness|erasure)/' },
      to: {
        path: `^src/(ingestion|patterns|effectiveness|erasure|tracker|jobs|live|ops)/`,
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'jobs-below-ops',
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: '^src/(tracker|live|ops)/' },
    },
    {
      name: 'store-and-cache-below-everything',
      severity: 'error',
      from: { path: '^src/(store|cache)/' },
      to: { path: '^src/', pathNot: '^src/(store|cache|common|config)/' },
    },
    {
      name: 'common-and-config-at-the-bottom',
      severity: 'error',
      from: { path: '^src/(common|config)/' },
      to: { path: '^src/', pathNot: '^src/(common|config)/' },
    },
    {
      name: 'controllers-know-services-only',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '^src/store/' },
    },
    {
      name: 'pure-parts-stay-pure',
      comment: 'Maths, plans and domain types know no framework.',
      severity: 'error',
      from: {
        path: '(/stats/|\\.plan\\.ts$|\\.sql\\.ts$|rollup-level\\.ts$|^src/common/[^/]+\\.ts$)',
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: 'node_modules/(@nestjs|typeorm|ioredis|pg|kafkajs|fastify)/' },
    },
    {
      name: 'client-stands-alone',
      comment:
        'It runs where nothing of the server is: types may come from anywhere, code from few plain files.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot:
          '^src/(client/|common/(api-prefix|pattern-id|uuid|time-range|json/exact-number|json/write-json)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nothing-imports-the-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(create-app|main|http/serve)\\.ts$' },
      to: { path: '^src/(app\\.module|create-app|main)\\.ts$' },
    },
    {
      name: 'dashboard-format-and-view-at-the-bottom',
      comment: 'How values are written and what the URL says know no component of the page.',
      severity: 'error',
      from: { path: '^dashboard/src/(api|format|view)/' },
      to: { path: '^dashboard/src/', pathNot: '^dashboard/src/(api|format|view)/' },
    },
    {
      name: 'dashboard-charts-and-parts-below-pages',
      severity: 'error',
      from: { path: '^dashboard/src/(charts|parts|theme|live)/' },
      to: { path: '^dashboard/src/(pages|shell|app|main)' },
    },
    {
      name: 'dashboard-pages-stand-side-by-side',
      comment: 'What two pages need is a part, a chart or of the view.',
      severity: 'error',
      from: { path: '^dashboard/src/pages/([^/]+)/' },
      to: { path: '^dashboard/src/(pages|shell|app|main)', pathNot: '^dashboard/src/pages/$1/' },
    },
    {
      name: 'dashboard-knows-the-api-alone',
      comment: 'Its types are made from docs/openapi.json.',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^(src|db|test|bench|tools)/' },
    },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      from: { path: '^(src|dashboard/src)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/|\\.spec\\.ts$' },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
