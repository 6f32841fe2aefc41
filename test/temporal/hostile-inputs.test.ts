/** Whoever may reach Temporal can start any workflow and activity, and signal it, with anything. */
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { createActivities } from '../../activities';
import { isCallEvent } from '../../domain/calls/call';
import { circuitLimits, isHealthReport } from '../../domain/providers/circuit';
import { INVALID_INPUT, workflowTypes } from '../../workflows/contract';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { callId } from '../../domain/jobs/job';

let rm: Ringmaster;
let decoys: string[];
beforeAll(async () => {
  rm = await startRingmaster();
  decoys = [];
  for (let i = 0; i < 4; i += 1) {
    const id = await rm.createCampaign();
    await rm.importJobs(id, [numberEnding('11', i), numberEnding('12', i)]);
    decoys.push(id);
  }
});
afterAll(() => rm.stop());

/** Everything that is stored of the decoys. */
const stored = async (): Promise<unknown[]> =>
  Promise.all(
    [rm.store.campaigns, rm.store.jobs, rm.store.calls, rm.store.numbers, rm.store.providers].map(
      (collection) => (collection as typeof rm.store.jobs).find().sort({ _id: 1 }).toArray(),
    ),
  );
let before: unknown[];
beforeEach(async () => {
  before = await stored();
});
afterEach(async () => expect(await stored()).toEqual(before));

// Workflows started at a time: a few hundred take seconds.
const AT_ONCE = 25;

/** Starts a workflow as `temporal workflow start` does. */
const start = (type: string, workflowId: string, args: unknown[], taskQueue = rm.taskQueues.campaigns) =>
  rm.client.workflow.start(type, { workflowId, taskQueue, args, workflowExecutionTimeout: '60s' });
const failure = async (result: Promise<unknown>): Promise<ApplicationFailure> => {
  const error: unknown = await result.then(
    (value) => new Error(`it went through: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure)) throw error;
  return error.cause;
};

describe('a campaign workflow that is started by hand ends no campaign but its own', () => {
  it('without an input it fails at once and says what it takes, also when it is cancelled', async () => {
    const handle = await start(workflowTypes.campaign, 'x', [{}]);
    await handle.cancel().catch(() => undefined);
    expect(await failure(handle.result())).toMatchObject({
      type: INVALID_INPUT,
      nonRetryable: true,
      message: expect.stringMatching(/The input\.CampaignID is missing; it must be an id/) as string,
    });
  });

  it('under another id than its campaign’s it does nothing', async () => {
    const [CampaignID = ''] = decoys;
    const OrgID = (await rm.store.campaigns.findOne({ _id: CampaignID }))?.OrgID;
    const handle = await start(workflowTypes.campaign, 'y', [{ CampaignID, OrgID }]);
    await handle.cancel().catch(() => undefined);
    expect(await failure(handle.result())).toMatchObject({
      type: INVALID_INPUT,
      message: expect.stringContaining(`start it as "campaign:${CampaignID}"`) as string,
    });
  });

  it('the activity that fails the jobs of an ended campaign fails none of one that has not ended', async () => {
    const { campaigns } = createActivities(rm.activityDeps());
    for (const CampaignID of [...decoys, 'no-such-campaign'])
      await expect(campaigns.endCampaign({ CampaignID })).rejects.toMatchObject({ type: INVALID_INPUT });
  });
});

// What a stranger may put in the place of anything else, of every type that JSON knows.
const hostile: unknown[] = [
  undefined,
  null,
  '',
  'x',
  {},
  { $ne: null },
  { $gt: '' },
  [],
  ['x'],
  true,
  -1,
  1.5,
];
const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
/** Fields that may be missing, and nothing else. */
const mayBeMissing = [
  'Routine',
  'LookEveryMs',
  'Carried',
  'Limits',
  'conversation',
  'end',
  'MaxHistoryEvents',
];

/** `value` with itself, or any one field of it at any depth, replaced by what is of another type. */
function* spoilt(value: unknown, name = ''): Generator<unknown> {
  for (const other of hostile)
    if (typeOf(other) !== typeOf(value) && !(other === undefined && mayBeMissing.includes(name))) yield other;
  if (typeof value !== 'object' || value === null) return;
  for (const [field, old] of Object.entries(value))
    for (const worse of spoilt(old, field))
      yield Object.assign(Array.isArray(value) ? [...(value as unknown[])] : { ...value }, {
        [field]: worse,
      });
}

/** As `spoilt`, of a list of inputs that is a list still. */
const spoiltArguments = (args: unknown[]): unknown[][] =>
  [...spoilt(args)].filter((one) => Array.isArray(one) && one.length === args.length) as unknown[][];

const wrongIds = ['', 'a:b', 'x'.repeat(5_000)];

const valid = () => {
  const ref = { CampaignID: decoys[0] ?? '', JobID: 'a-job', Attempt: 1 };
  const circuit = {
    state: 'open',
    reason: 'out',
    sinceMs: 1,
    epoch: 1,
    recent: [{ atMs: 1, ok: 1, failed: 1 }],
    backOffMs: 2_000,
  };
  return { ref, circuit, ofCampaign: { CampaignID: ref.CampaignID, OrgID: 'org' } };
};

it('every workflow refuses, without a retry, an input in which anything is not what belongs there', async () => {
  const { ref, circuit, ofCampaign } = valid();
  const Answered = [{ UpdateID: 'a', Answer: { State: 'paused', Epoch: 1 } }];
  const Log = [{ AtMs: 1, Text: 'paused' }];
  const ofInbound = {
    ...{ ...ref, Attempt: 0, Inbound: 'in-0123456789abcdef' },
    InboundLimits: { TalkLimitMs: 1_000, EventGraceMs: 100, LookEveryMs: 300 },
  };
  const inputs: [string, unknown[][]][] = [
    [
      workflowTypes.campaign,
      [
        ...spoiltArguments([
          { ...ofCampaign, Carried: { State: 'paused', Epoch: 1, Answered, Log }, MaxHistoryEvents: 9 },
        ]),
        ...wrongIds.flatMap((id) => [[{ ...ofCampaign, CampaignID: id }], [{ ...ofCampaign, OrgID: id }]]),
        [{ ...ofCampaign, Carried: { State: 'unknown', Epoch: 1, Answered, Log } }],
        [{ ...ofCampaign, Carried: { State: 'paused', Epoch: 1.5, Answered, Log } }],
      ],
    ],
    [
      workflowTypes.call,
      [
        ...spoiltArguments([ref]),
        ...spoiltArguments([ofInbound]),
        ...wrongIds.flatMap((id) => [[{ ...ref, CampaignID: id }], [{ ...ref, JobID: id }]]),
        ...[-1, 0, 1.5].map((Attempt) => [{ ...ref, Attempt }]),
        [{ ...ofInbound, Attempt: 1 }],
        [{ ...ofInbound, Inbound: 'in-' }],
        ...[-1, 0, 1e300].map((TalkLimitMs) => [
          { ...ofInbound, InboundLimits: { TalkLimitMs, EventGraceMs: 100 } },
        ]),
      ],
    ],
    [
      workflowTypes.provider,
      [
        ...spoiltArguments([
          { Provider: 'hostile', Limits: circuitLimits, Carried: { Circuit: circuit, Written: 1, Log } },
        ]),
        ...wrongIds.map((id) => [{ Provider: id }]),
        [{ Provider: 'hostile', Carried: { Circuit: { ...circuit, sinceMs: 1e300 }, Written: 1, Log } }],
      ],
    ],
    [
      workflowTypes.campaignCommand,
      [
        ...spoiltArguments([ref.CampaignID, 'start']),
        [ref.CampaignID, 'begin'],
        ...wrongIds.map((id) => [id, 'end']),
      ],
    ],
  ];
  for (const [type, wrong] of inputs)
    for (let i = 0; i < wrong.length; i += AT_ONCE)
      await Promise.all(
        wrong.slice(i, i + AT_ONCE).map(async (args) => {
          const { type: kind, message } = await failure(
            (await start(type, `hostile-${randomUUID()}`, args)).result(),
          );
          expect(kind).toBe(INVALID_INPUT);
          // That the id is another than the input names is not what is to be found out here.
          expect(`${message} ${JSON.stringify(args)}`).not.toContain('start it as');
        }),
      );
});

it('every activity refuses, without a retry, an input in which anything is not what belongs there', async () => {
  const { ref, circuit, ofCampaign } = valid();
  const { campaigns, dispatch, analyses } = createActivities(rm.activityDeps());
  const activities = { ...campaigns, ...dispatch, ...analyses };
  const { CampaignID } = ref;
  const { state, reason, sinceMs, epoch } = circuit;
  const conversation = { atMs: 1, result: 'completed' };
  const end = { atMs: 1, reason: 'completed', conversationSeconds: 1 };
  const inputs: Record<keyof typeof activities, unknown[]> = {
    recordCampaignState: [{ CampaignID, State: 'ended', Epoch: 1 }],
    awaitDialsInFlight: [{ CampaignID }],
    endCampaign: [{ CampaignID }],
    sendCommand: [CampaignID, 'end', 'a-command'],
    dispatchCalls: [{ ...ofCampaign, Epoch: 1 }],
    reconcileCampaigns: [],
    placeCall: [ref],
    withdrawDial: [ref],
    hangUpCall: [ref],
    findAnswer: [ref],
    lookUpCall: [{ ...ref, Routine: true }],
    settleCall: [{ ...ref, Progress: { conversation, end } }],
    analyzeCall: [ref],
    honourInCallOptOut: [callId(ref), { told: 'ended', said: 'opted_out' }],
    loadCircuit: ['hostile'],
    recordCircuit: ['hostile', { state, reason, sinceMs, epoch }],
    probeProvider: ['hostile'],
  };
  const refused = async (name: string, args: unknown[]): Promise<void> => {
    const run = activities[name as keyof typeof activities] as (...given: unknown[]) => Promise<unknown>;
    // As it comes over the wire.
    const given = JSON.parse(JSON.stringify(args)) as unknown[];
    const error: unknown = await run(...given).catch((reason: unknown) => reason);
    expect([name, given, error]).toMatchObject([name, given, { type: INVALID_INPUT, nonRetryable: true }]);
  };
  for (const [name, input] of Object.entries(inputs)) {
    for (const args of spoiltArguments(input)) await refused(name, args);
    // The reconciler takes nothing, and refuses anything.
    await refused(name, input.length === 0 ? [{}] : []);
  }
  for (const id of wrongIds) {
    for (const name of ['placeCall', 'hangUpCall', 'findAnswer', 'lookUpCall', 'analyzeCall'])
      for (const worse of [{ CampaignID: id }, { JobID: id }]) await refused(name, [{ ...ref, ...worse }]);
    for (const name of ['loadCircuit', 'probeProvider']) await refused(name, [id]);
    await refused('endCampaign', [{ CampaignID: id }]);
  }
  const needingMore = Object.keys(inputs).filter(
    (name) => !['loadCircuit', 'probeProvider', 'reconcileCampaigns'].includes(name),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...needingMore), fc.array(fc.jsonValue(), { maxLength: 3 }), refused),
  );
});

it('a signal takes no number, text or time beyond what a provider or a worker can mean', () => {
  const ended = { kind: 'ended', atMs: 1, reason: 'completed', conversationSeconds: 1 };
  expect(isCallEvent(ended)).toBe(true);
  for (const wrong of [-1, 1e300, Date.UTC(9999, 0, 1), '1', null, Number.NaN])
    expect(isCallEvent({ ...ended, atMs: wrong })).toBe(false);
  for (const wrong of [-1, 86_401, 1e300, '1', null])
    expect(isCallEvent({ ...ended, conversationSeconds: wrong })).toBe(false);
  const report = { ok: 1, failed: 1, reason: 'out' };
  expect(isHealthReport(report)).toBe(true);
  for (const wrong of [-1, 1.5, 1e300, '1', null]) {
    expect(isHealthReport({ ...report, ok: wrong })).toBe(false);
    expect(isHealthReport({ ...report, failed: wrong })).toBe(false);
  }
  expect(isHealthReport({ ...report, reason: 'x'.repeat(10_001) })).toBe(false);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(() => [isCallEvent(value), isHealthReport(value)]).not.toThrow();
    }),
  );
});
