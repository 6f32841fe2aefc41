// Rules that find bugs the type checker cannot see. Style is Prettier's business.
const tseslint = require('typescript-eslint');

const noLostFields = [
  {
    selector: "CallExpression[callee.property.name='collection'], NewExpression[callee.name='MongoClient']",
    message: 'Take the collection from the Store: it refuses a filter that has lost a field.',
  },
  {
    selector: "MemberExpression[object.name='store'][property.name=/^(db|client)$/]",
    message: 'Use the collections of the Store: they refuse a filter that has lost a field.',
  },
  {
    selector: 'MemberExpression[property.name=/^initialize(Unordered|Ordered)BulkOp$/]',
    message: 'Use bulkWrite: it refuses a filter that has lost a field.',
  },
];

const knownByClass = [
  {
    selector:
      "BinaryExpression[left.property.name='name'][right.value=/^(Workflow|Schedule|Activity|Service|Update)/]",
    message: "Know an error of Temporal's by its class: instanceof holds across copies of a package too.",
  },
  {
    selector: "CallExpression[callee.name='isGrpcServiceError']",
    message: 'Use grpcStatusOf: the client wraps some of these errors.',
  },
];

const oneClock = [
  {
    selector:
      "CallExpression[callee.object.name='Date'][callee.property.name='now']:not(CallExpression[callee.property.name='withDeadline'] > BinaryExpression > CallExpression)",
    message: "Use clock.now(), which is MongoDB's time; to measure a stretch use performance.now().",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Use clock.date(), which is MongoDB's time.",
  },
];

module.exports = tseslint.config(
  {
    ignores: [
      'node_modules/**',
      '.data/**',
      'test/replay/histories/**',
      'client/src/generated/**',
      'client/dist/**',
    ],
  },
  {
    // Plain JavaScript runs before the dependencies are installed; its types are in comments.
    files: ['**/*.ts', 'stack/**/*.js', 'test/support/*.js'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: __dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      // Comments are read in narrow windows. Prettier wraps the code, and a text that is too long for it stays
      // findable.
      'max-len': ['error', { code: 1_000, comments: 120, ignoreUrls: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Time and random numbers are parameters of a rule, or it cannot be tested and replayed.
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Pass nowMs.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass nowMs.' },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Pass chance.',
        },
      ],
    },
  },
  {
    // Collections of `openStore` refuse a filter that has lost a field; no code bypasses them.
    files: ['{store,activities,api,worker}/**/*.ts'],
    ignores: ['store/mongodb/mongo.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...noLostFields, ...knownByClass],
    },
  },
  {
    // Times that one process stores and another compares use one clock; a request's deadline uses this machine's own.
    files: ['activities/**/*.ts', 'store/**/*.ts'],
    ignores: ['store/mongodb/mongo.ts', 'store/mongodb/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noLostFields, ...knownByClass, ...oneClock] },
  },
  {
    // These speak to a person at a terminal.
    files: ['stack/**/*.{ts,js}', 'bench/**/*.ts', 'simulator/main.ts'],
    rules: { 'no-console': 'off' },
  },
);
