/**
 * A database with one campaign that a test means and others that it does not, and what every function of the store may
 * be asked.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { campaignData } from '../support/campaign-data';
import { callId, type JobState } from '../../domain/jobs/job';
import { type ClaimWrites } from '../../store/dialling/claims';
import {
  type CampaignDocument,
  type ImportDocument,
  type JobDocument,
  type Slot,
} from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';

type StoreFunction = (store: Store, ...args: unknown[]) => unknown;

const folder = path.join(__dirname, '../../store');

/** Every function of the store that is given the database, by name. */
export function storeFunctions(): Map<string, StoreFunction> {
  const found = new Map<string, StoreFunction>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = readFileSync(path.join(folder, file), 'utf8');
    const module = jest.requireActual<Record<string, StoreFunction>>(path.join(folder, file));
    for (const [, name = ''] of source.matchAll(
      /^export (?:async )?(?:function\*? ?|const )(\w+)(?: = (?:async )?)?\(\s*store: Store/gm,
    ))
      if (module[name]) found.set(name, module[name]);
  }
  return found;
}

/** Runs it to its end, whatever it answers with. */
export async function run(name: string, store: Store, args: unknown[]): Promise<void> {
  const answer = storeFunctions().get(name)?.(store, ...args);
  if (typeof answer !== 'object' || answer === null) return;
  if ('toArray' in answer) await (answer as { toArray(): Promise<unknown> }).toArray();
  else if (Symbol.asyncIterator in answer) for await (const _ of answer as AsyncIterable<unknown>);
  else if ('close' in answer) await (answer as { close(): Promise<void> }).close();
  else {
    const result = await (answer as Promise<unknown>);
    if (typeof result === 'object' && result !== null && 'close' in result)
      (result as { close(): void }).close();
  }
}

const MINUTE = 60_000;
export const now = new Date('2030-01-01T12:00:00Z');
const earlier = new Date(now.getTime() - 10 * MINUTE);
const later = new Date(now.getTime() + 10 * MINUTE);

export const orgId = 'org';
export const campaignId = 'c1';
/** Beside it: what no function may touch that was asked about `campaignId`. */
export const others = ['c0', 'c2', 'c3'];

/** A job in each situation that a function asks about. */
export const situations = [
  'waiting',
  'urgent',
  'deferred',
  'expiring',
  'claimed',
  'dialling',
  'placed',
  'inbound',
  'analyzing',
  'completed',
] as const;
type Situation = (typeof situations)[number];
const stateOf: Record<Situation, JobState> = {
  waiting: 'created',
  urgent: 'scheduled',
  deferred: 'scheduled',
  expiring: 'created',
  claimed: 'calling',
  dialling: 'calling',
  placed: 'calling',
  inbound: 'calling',
  analyzing: 'analyzing',
  completed: 'completed',
};

const jobId = (campaign: string, situation: Situation): string => `${campaign}-${situation}`;
const callOf = (campaign: string, situation: Situation): string =>
  callId({ JobID: jobId(campaign, situation), Attempt: 1 });
export const phoneNumberOf = (campaign: string, situation: Situation): string =>
  `+120255501${String(10 * Number(campaign.slice(1)) + situations.indexOf(situation)).padStart(2, '0')}`;

const slotOf = (campaign: string, situation: Situation): Slot => ({
  Number: situations.indexOf(situation),
  ClaimID: `claim-${campaign}`,
  CallID: callOf(campaign, situation),
  Stage: situation === 'claimed' || situation === 'dialling' ? situation : 'placed',
  ClaimedAt: earlier,
  LeaseUntil: situation === 'placed' ? earlier : later,
  LeaseRenewals: 0,
  ...(situation === 'claimed' ? {} : { DialledBy: 'run', Version: 2 }),
  ...(situation === 'dialling' ? { DialUntil: later } : {}),
  ...(situation === 'inbound'
    ? {
        Inbound: {
          CallID: callOf(campaign, situation),
          Before: { State: 'created', DueAt: later, Version: 1 },
        },
      }
    : {}),
});

export const jobOf = (campaign: string, situation: Situation): JobDocument => ({
  _id: jobId(campaign, situation),
  OrgID: orgId,
  CampaignID: campaign,
  ContactPhoneNumber: phoneNumberOf(campaign, situation),
  State: stateOf[situation],
  DueAt: situation === 'deferred' ? later : earlier,
  Attempts: stateOf[situation] === 'created' ? 0 : 1,
  ExternalID: `external-${situation}`,
  CreatedAt: earlier,
  UpdatedAt: earlier,
  ...(stateOf[situation] === 'calling' ? { Slot: slotOf(campaign, situation) } : {}),
  ...(situation === 'urgent' ? { Overrides: { Constraints: { DisableJitter: true } } } : {}),
  ...(situation === 'deferred' ? { DeferredBy: 'retry' as const } : {}),
  ...(situation === 'expiring' ? { ExpiresAt: earlier } : {}),
  ...(situation === 'analyzing' ? { AnalyzedCallID: callOf(campaign, situation) } : {}),
});

export const campaignOf = (campaign: string): CampaignDocument => ({
  _id: campaign,
  OrgID: orgId,
  Name: campaign,
  State: 'started',
  Version: 2,
  Data: campaignData(),
  Epoch: 3,
  ReevaluatedVersion: 2,
  Numbers: [`+120255502${campaign.slice(1).padStart(2, '0')}`],
  Published: { ID: `publication-${campaign}`, At: earlier, By: 'key' },
  CreatedAt: earlier,
  UpdatedAt: earlier,
});

export const importOf = (_id: string, campaign: string): ImportDocument => ({
  ...{ _id, OrgID: orgId, CampaignID: campaign, Format: 'csv', State: 'running', Run: 1 },
  ...{ BytesRead: 1, Rows: 1, Accepted: 1, Rejected: 0, Duplicates: 0, RejectedKept: 0 },
  ...{ CreatedAt: earlier, StartedAt: earlier, UpdatedAt: earlier, ExpiresAt: new Date('2100-01-01') },
});

const called = situations.filter((situation) => jobOf('c1', situation).Attempts > 0);

/** Stores the campaigns with everything around them. The collections are empty. */
export async function fill(store: Store): Promise<void> {
  // Ours is not the first, which is what a filter without an id would find.
  const all = [...others, campaignId];
  const each = <T>(make: (campaign: string) => T[]): T[] => all.flatMap(make);
  await Promise.all([
    store.organisations.insertOne({
      ...{
        _id: orgId,
        Name: orgId,
        DefaultRole: 'developer',
        IncludedCredits: 0,
        IncludedConversationSeconds: 0,
      },
      ...{
        BillingDoMStart: 0,
        BillingMode: 'prepaid',
        SchedulingEnabled: true,
        CreatedAt: earlier,
        UpdatedAt: earlier,
      },
    }),
    store.apiKeys.insertOne({
      _id: 'key',
      OrgID: orgId,
      Role: 'admin',
      SecretHash: 'hash',
      CreatedAt: earlier,
    }),
    store.campaigns.insertMany(all.map(campaignOf)),
    store.campaignVersions.insertMany(
      all.map((campaign) => ({
        ...{ _id: `${campaign}:1`, OrgID: orgId, CampaignID: campaign, Version: 1, Name: campaign },
        ...{
          Data: campaignData(),
          PublishedAt: earlier,
          PublishedBy: 'key',
          PublicationID: `first-${campaign}`,
        },
      })),
    ),
    store.jobs.insertMany(each((campaign) => situations.map((situation) => jobOf(campaign, situation)))),
    store.calls.insertMany(
      each((campaign) =>
        called.map((situation) => ({
          ...{
            _id: callOf(campaign, situation),
            OrgID: orgId,
            CampaignID: campaign,
            JobID: jobId(campaign, situation),
          },
          ...{ Attempt: 1, Version: 2, CallerID: '+12025550100', DialledAt: earlier },
          ...(situation === 'inbound'
            ? { Direction: 'inbound' as const, ProviderCallID: `provider-${campaign}` }
            : { ProviderCallID: `${campaign}-${situation}` }),
          ...(situation === 'completed'
            ? { EndedAt: earlier, ConversationSeconds: 60, Outcome: 'completed' as const }
            : {}),
        })),
      ),
    ),
    store.numbers.insertMany(
      each((campaign) =>
        situations.map((situation) => ({
          _id: `${orgId}:${phoneNumberOf(campaign, situation)}`,
          OrgID: orgId,
          PhoneNumber: phoneNumberOf(campaign, situation),
          ...(situation === 'dialling'
            ? { OnCall: { CallID: callOf(campaign, situation), Until: later, DialUntil: later } }
            : {}),
          ...(situation === 'completed' ? { OptOut: { At: earlier, Source: 'api' as const } } : {}),
        })),
      ),
    ),
    store.transcripts.insertMany(
      all.map((campaign) => ({
        ...{ _id: callOf(campaign, 'completed'), OrgID: orgId, CampaignID: campaign },
        ...{ JobID: jobId(campaign, 'completed'), Turns: [], CreatedAt: earlier },
      })),
    ),
    store.providers.insertOne({ _id: 'http', GlobalPause: false, Reason: '', Since: earlier, Epoch: 1 }),
    store.callTurns.insertMany(
      all.map((campaign) => ({
        _id: campaign,
        OrgID: orgId,
        Wants: 1,
        WaitsUntil: later,
        LastTurnAt: earlier,
      })),
    ),
    store.paces.insertMany(all.map((campaign) => ({ _id: campaign, NextAt: earlier, Version: 1 }))),
    store.idempotencyKeys.insertMany(
      all.map((campaign) => ({
        ...{
          _id: `${orgId}:key-${campaign}`,
          OrgID: orgId,
          RequestHash: 'hash',
          ResourceID: 'id',
          CreatedAt: earlier,
        },
      })),
    ),
    store.imports.insertMany(
      all.map((campaign) => ({
        ...importOf(`import-${campaign}`, campaign),
      })),
    ),
    store.rejectedRows.insertMany(
      all.map((campaign) => ({
        ...{ _id: `import-${campaign}:0000002`, Line: 2, Row: 'bad', Reason: 'no number' },
        ExpiresAt: new Date('2100-01-01'),
      })),
    ),
    store.importBatches.insertMany(
      all.map((campaign) => ({ _id: `import-${campaign}:0`, Hash: 'hash', CreatedAt: earlier })),
    ),
  ]);
}

const claimWrites = (): ClaimWrites => ({
  campaign: { _id: campaignId, Version: 2 },
  claimId: 'claim',
  claims: [{ job: jobOf(campaignId, 'waiting'), slotNumber: situations.length }],
  notDialled: [
    {
      job: jobOf(campaignId, 'urgent'),
      answer: { kind: 'wait', untilMs: later.getTime(), reason: 'window' },
    },
  ],
  leaseMs: MINUTE,
  now,
});

const importRun = { importId: `import-${campaignId}`, run: 1 };
const importCounts = { BytesRead: 2, Rows: 2, Accepted: 1, Rejected: 1, Duplicates: 0, RejectedKept: 1 };

const job = (situation: Situation) => jobId(campaignId, situation);
const call = (situation: Situation) => callOf(campaignId, situation);
const number = (situation: Situation) => phoneNumberOf(campaignId, situation);
const stranger = '+12025550199';
const settlement = { state: 'completed', outcome: 'completed' };
const deferral = { dueAt: later, reason: 'retry' };
const inboundSlot = { callId: 'call:new:in-0123456789abcdef', version: 2, leaseUntil: later, now };
const newCall = () => ({
  ...{ _id: 'call:new:1', OrgID: orgId, CampaignID: campaignId, JobID: 'new', Attempt: 1, Version: 2 },
  ...{ CallerID: '+12025550100', DialledAt: now },
});
const newJob = (): JobDocument => ({
  ...jobOf(campaignId, 'waiting'),
  _id: 'new',
  ExternalID: 'external-new',
});

/** What each function may be asked, after the database: an export without a line here is missed by the tests. */
export const asked: Record<string, () => unknown[]> = {
  connect: () => [],
  ensureIndexes: () => [],
  isReachable: () => [1_000],
  readServerTime: () => [],
  openDispatchStream: () => [
    { onSlotFreed: () => undefined, onWork: () => undefined, onOpen: () => undefined },
  ],

  loadAnalyzedCall: () => [call('analyzing')],
  recordAnalysisSoFar: () => [call('analyzing'), { Objective: { Met: true } }],
  loadAnalysisSoFar: () => [call('analyzing')],
  recordAnalysis: () => [call('analyzing'), { Status: 'succeeded', Result: {} }],

  grantDial: () => [{ jobId: job('claimed'), callId: call('claimed'), runId: 'run', until: later, now }],
  grantRedial: () => [{ jobId: job('dialling'), callId: call('dialling'), runId: 'run', until: later }],
  returnDial: () => [
    {
      ...{ jobId: job('dialling'), callId: call('dialling'), runId: 'run', until: later, deferral },
      away: true,
    },
  ],
  recordDial: () => [newCall()],
  forgetDial: () => [call('dialling')],
  recordPlaced: () => [
    { jobId: job('dialling'), callId: call('dialling'), runId: 'run', version: 2, leaseUntil: later },
  ],
  releaseClaim: () => [job('claimed'), call('claimed'), deferral],
  withdrawDial: () => [{ jobId: job('claimed'), callId: call('claimed'), cancel: true, now }],
  uncountAttempt: () => [{ jobId: job('placed'), callId: call('placed'), deferral, now }],
  findKnownCall: () => [job('placed'), call('placed')],

  findCallContext: () => [call('placed')],
  occupyNumber: () => [
    { orgId, phoneNumber: number('waiting'), callId: inboundSlot.callId, until: later, now },
  ],
  organisationsOnCall: () => [{ orgIds: [orgId], phoneNumber: number('dialling'), besides: 'in-0', now }],
  recordCallAnswer: () => [
    call('placed'),
    { atMs: now.getTime(), by: 'human', providerCallId: 'a-provider-id', heardAt: now },
  ],
  findCallAnswer: () => [call('placed')],
  recordProviderCallId: () => [call('claimed'), 'a-provider-id'],
  otherProviderCallIds: () => [{ OrgID: orgId, ContactPhoneNumber: number('placed') }, call('placed')],
  mendStoredNumbers: () => [now],
  mergeEntry: () => [`${orgId}:${number('waiting')}`, () => Promise.resolve()],
  findCallOwner: () => [call('placed')],

  createCampaign: () => [{ id: 'new', orgId, name: 'new', data: campaignData(), publishedBy: 'key', now }],
  publishVersion: () => [
    {
      id: 'publication',
      campaignId,
      ifVersion: 2,
      name: 'new',
      data: campaignData(),
      publishedBy: 'key',
      now,
    },
  ],
  findCampaign: () => [orgId, campaignId],
  loadCampaign: () => [campaignId],
  loadCampaignToDial: () => [campaignId],
  listCampaigns: () => [orgId, { afterId: 'c0', limit: 10 }],
  recordCampaignState: () => [{ campaignId, state: 'paused', epoch: 4, now }],
  recentlyEndedCampaigns: () => [{ since: earlier }],
  unfinishedEndings: () => [{ before: now }],
  listUnendedCampaigns: () => [{ afterId: 'c0', limit: 10 }],

  findDispatchedCampaign: () => [{ campaignId, epoch: 3 }],
  isDispatched: () => [{ campaignId, epoch: 3 }],
  firstWaitingJobs: () => [{ campaignId, limit: 10, urgent: false }],
  takenSlots: () => [campaignId],
  writeClaims: () => [claimWrites()],
  giveBackClaims: () => [{ campaignId, claimId: 'claim' }],
  countOutboundSlots: () => [campaignId],
  releaseUndialledClaims: () => [campaignId],
  listDialsInFlight: () => [{ campaignId }, now],
  stillInUse: () => [[{ jobId: job('dialling'), callId: call('dialling'), until: later }], now],
  listUnstartedClaims: () => [{ campaignId, claimedBefore: now, limit: 10 }],
  listExpiredSlots: () => [{ campaignId, now, limit: 10 }],
  findExpiredSlot: () => [{ jobId: job('placed'), claimId: `claim-${campaignId}`, now }],
  endLeases: () => [{ campaignId, now, limits: { ringSeconds: 30, callSeconds: 60 }, marginMs: MINUTE }],
  lookAgain: () => [{ jobId: job('placed'), callId: call('placed'), at: later }],
  renewLease: () => [{ jobId: job('placed'), callId: call('placed'), until: later }],

  reevaluateDeferredJobs: () => [{ campaignId, version: 2, now }, () => undefined],
  reevaluate: () => [[job('deferred')], now],
  findDueJob: () => [campaignId, now],
  hasJobs: () => [campaignId],
  numbersWithJobs: () => [
    { campaignId, phoneNumbers: [phoneNumberOf(campaignId, 'waiting')], exceptImport: 'an-import' },
  ],
  takenExternalIds: () => [campaignId, ['external-waiting', 'external-none']],
  recentCallSeconds: () => [campaignId, 10],
  markIdle: () => [{ campaignId, epoch: 1, onHold: true }],
  endIdle: () => [{ campaignId, epoch: 1 }],
  announceWork: () => [{ campaignIds: [campaignId] }],
  takeTelling: () => [campaignId, now],
  listUntold: () => [{ toldBefore: later, limit: 10 }],
  reevaluateIfPublished: () => [{ campaignId, version: 1, now }, [job('deferred')]],

  listActiveCalls: () => [{ campaignId, afterId: '', limit: 50 }],
  nextJobRange: () => [{ campaignId, afterId: '', size: 5 }],
  failIncompleteJobs: () => [{ campaignId, range: { afterId: '', throughId: job('claimed') }, size: 2, now }],
  recordEnding: () => [campaignId, 5],
  countIncompleteJobs: () => [campaignId],
  listExpiredJobs: () => [{ campaignId, campaignsToo: true, limit: 10, now }],

  recordRequest: () => [{ orgId, key: 'a-key', requestHash: 'hash', now }],
  recordAnswer: () => [
    { orgId, key: `key-${campaignId}`, resourceId: 'id' },
    { Status: 202, Body: 'text' },
  ],
  releaseKey: () => [{ orgId, key: `key-${campaignId}`, resourceId: 'id' }],
  beginImport: () => [
    { id: 'new', orgId, campaignId, key: 'another', format: 'csv', now, expiresAt: new Date('2100-01-01') },
  ],
  recordProgress: () => [importRun, { ...importCounts, UpdatedAt: now, Form: { kind: 'ndjson' } }],
  recordBreak: () => [importRun, { counts: importCounts, why: 'why', now }],
  finishImport: () => [
    importRun.importId,
    { ...importCounts, Result: {}, FileHash: 'hash', UpdatedAt: now, EndedAt: now },
  ],
  findImport: () => [{ campaignId, importId: importRun.importId }],
  findForm: () => [{ campaignId, importId: importRun.importId }],
  listImports: () => [campaignId, { before: 'import-d', limit: 10 }],
  keepRejected: () => [
    [
      {
        ...{ _id: `${importRun.importId}:0000003`, Line: 3, Row: 'bad', Reason: 'no number' },
        ExpiresAt: new Date('2100-01-01'),
      },
    ],
  ],
  forgetRejected: () => [importRun.importId, [2]],
  listRejected: () => [importRun.importId, { after: 0, limit: 10 }],
  isUndone: () => [importRun.importId],
  recordUndo: () => [{ campaignId, importId: importRun.importId }, now],
  // Its jobs are those whose ids begin so.
  undoStep: () => [{ campaignId, importId: campaignId, afterId: `${campaignId}-`, now }],
  noteBatch: () => [{ _id: `import-${campaignId}:1`, Hash: 'hash', CreatedAt: now }],

  listCampaignsOfNumber: () => [campaignOf(campaignId).Numbers?.[0]],
  isStarted: () => [campaignId],
  findCallersJobs: () => [{ campaignIds: [campaignId], phoneNumber: number('waiting') }],
  findInboundCall: () => [`provider-${campaignId}`],
  attachInbound: () => [{ jobId: job('waiting'), from: 'created', reevaluatedVersion: 2, ...inboundSlot }],
  createInboundJob: () => [
    { jobId: 'new-inbound', orgId, campaignId, phoneNumber: stranger, ...inboundSlot },
  ],
  releaseInbound: () => [job('inbound'), call('inbound'), now],
  reevaluateRestored: () => [
    { _id: job('deferred'), CampaignID: campaignId },
    { State: 'created', DueAt: later, Version: 1 },
    now,
  ],
  recordInboundCall: () => [{ ...newCall(), Attempt: 0, Direction: 'inbound', ProviderCallID: 'new' }],

  insertJobs: () => [[newJob()]],
  failWaitingJobs: () => [[job('waiting')], { reason: 'expired', now }],
  findJob: () => [{ orgId, campaignId, jobId: job('waiting') }],
  loadJob: () => [job('waiting')],
  listCallsOfJob: () => [job('placed')],
  countActiveCalls: () => [campaignId],
  listJobs: () => [
    { campaignId, State: 'created' },
    { after: { id: job('deferred'), dueAtMs: 1 }, limit: 10 },
  ],
  cancelJob: () => [{ orgId, campaignId, jobId: job('waiting') }, now],
  namesOfJobs: () => [{ campaignId, State: 'created' }],
  jobsWithCalls: () => [{ campaignId, State: 'created' }],

  jobCountsQuery: () => [campaignId],
  countJobsByState: () => [campaignId],
  conversationSecondsQuery: () => [
    { campaignId, since: earlier, after: { seconds: [], endedAt: earlier, id: '' } },
  ],
  conversationSeconds: () => [campaignId, earlier],

  holdNumber: () => [
    {
      ...{ orgId, phoneNumber: number('waiting'), callId: call('waiting'), until: later },
      ...{ limits: [{ count: 3, since: earlier }], quietMs: 1, now, dialUntil: later },
    },
  ],
  releaseNumber: () => [
    { orgId, phoneNumber: number('dialling'), callId: call('dialling'), undialledUntil: later, now },
  ],
  noteConversation: () => [{ callId: call('placed'), now }],
  callsWithSlots: () => [[call('placed')]],
  awaitLines: () => [{ orgId, phoneNumbers: [number('dialling')], now }],
  wakeNext: () => [{ orgId, phoneNumbers: [number('dialling')], now }],
  wakeWaitingJobs: () => [{ orgId, phoneNumber: number('dialling'), awaited: 'a-mark', now }],
  holdsLine: () => [{ OrgID: orgId, ContactPhoneNumber: number('dialling') }, call('dialling')],
  loadNumbers: () => [orgId, [number('waiting')]],

  findOptOut: () => [orgId, number('completed')],
  listOptOuts: () => [{ orgId, after: '+1', limit: 10 }],
  listOptedOut: () => [orgId, [number('completed'), number('waiting')]],
  optOut: () => [{ orgId, phoneNumbers: [number('waiting'), number('placed')], source: 'import', now }],
  removeOptOut: () => [orgId, number('completed')],
  cancelJobsOfNumbers: () => [{ orgId, phoneNumbers: [number('waiting')], exceptJobId: 'none', now }],
  cancelIfOptedOut: () => [{ orgId, jobs: [jobOf(campaignId, 'completed')], now }],
  failAnalyzedJob: () => [{ jobId: job('analyzing'), callId: call('analyzing'), now }],
  endAnalyzedIfOptedOut: () => [{ job: jobOf(campaignId, 'completed'), call: newCall(), now }],

  ensureOrganisation: () => [{ id: 'new', name: 'new', now }],
  loadOrganisation: () => [orgId],
  changeOrganisation: () => [orgId, { Name: 'new' }, now],
  ensureApiKey: () => [{ orgId, role: 'admin', secret: 'secret', now }],
  findApiKey: () => ['secret'],
  makeFirstApiKey: () => [{ orgId: 'new', role: 'admin', secret: 'first-secret', now }],

  announceContenders: () => [[{ campaignId, orgId, wants: 1 }], later],
  listContenders: () => [now],
  recordTurns: () => [[campaignId], now],
  countUndialledClaims: () => [earlier],
  openClock: () => [{ logger: { error: () => undefined } }],

  nextPlacementAt: () => [campaignId, { intervalMs: 1_000, version: 1, now }],
  paceOf: () => [
    { _id: campaignId, Data: campaignData({ Constraints: { MaxCallsPerSecond: 1 } }), Version: 1 },
    now,
  ],
  takePlacementTime: () => [campaignId, { intervalMs: 1_000, version: 1, now }],
  countWaitingJobs: () => [campaignId],
  waitingJobs: () => [{ orgId, campaignId, limit: 10, batch: 5 }],
  loadProvider: () => ['http'],
  listProviders: () => [],
  recordProvider: () => [{ _id: 'http', GlobalPause: true, Reason: 'out', Since: now, Epoch: 2 }],

  recordCallEnd: () => [call('placed'), { endedAt: now, outcome: 'completed' }],
  dataOfVersion: () => [campaignOf(campaignId), 1],
  findCallingJob: () => [job('placed'), call('placed')],
  settleAttempt: () => [
    {
      ...{ jobId: job('dialling'), callId: call('dialling'), settlement, now },
      undialled: { runId: 'run', until: later },
    },
  ],
  settleAnalysis: () => [{ jobId: job('analyzing'), callId: call('analyzing'), settlement, now }],
  listLongAnalyses: () => [{ campaignId, since: now, limit: 10 }],
  noteAnalysisRuns: () => [job('analyzing'), now],
  findAnalyzedJob: () => [job('analyzing'), call('analyzing')],

  recordTranscript: () => [
    {
      ...{ _id: 'call:new:1', OrgID: orgId, CampaignID: campaignId, JobID: 'new', Turns: [], CreatedAt: now },
    },
  ],
  loadTranscript: () => [call('completed')],
  keepVersion: () => [campaignOf(campaignId)],
  findVersion: () => [campaignId, 1],
  listVersions: () => [campaignOf(campaignId), { before: 5, limit: 10 }],
};
