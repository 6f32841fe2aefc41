/** What becomes of a call to us: `domain/jobs/inbound.ts` decides, and here its job is taken. */
import { createHash } from 'node:crypto';
import { type InboundAnswer, type InboundCall } from '../../activities/ports/voice-provider';
import { inboundDecision } from '../../domain/jobs/inbound';
import { callId } from '../../domain/jobs/job';
import { organisationsOnCall } from '../../store/numbers/caller-line';
import { type CampaignDocument } from '../../store/mongodb/documents';
import {
  attachInbound,
  type CallersJob,
  createInboundJob,
  findCallersJobs,
  findInboundCall,
  listCampaignsOfNumber,
} from '../../store/calls/inbound';
import { loadJob } from '../../store/jobs/jobs';
import { newId } from '../../store/mongodb/mongo';
import { type ApiDependencies } from '../http/dependencies';
import { accept, begin, callIdOf, start, type TakenCall } from './inbound-call';

/** Whoever loses a job to another call looks again; a caller waits for three looks, and hardly notices. */
const LOOKS = 3;
/**
 * A workflow that is not started within this is not started at all, and the job is freed. One that runs has its lease
 * renewed.
 */
const LEASE_MS = 60_000;

export const busy: InboundAnswer = { kind: 'busy' };

/**
 * Repeated for the same call of the provider it answers the same, and does nothing twice.
 * @param isLate the carrier has been answered already: from then on nothing is taken, and what was taken is given back
 */
export async function answerInbound(
  deps: ApiDependencies,
  provider: string,
  call: InboundCall,
  isLate: () => boolean,
): Promise<InboundAnswer> {
  const inbound = inboundName(provider, call.providerCallId);
  const { reportsConversationSeparately = false } = deps.providers[provider] ?? {};
  const givenBack = new Set<string>();
  for (let look = 0; look < LOOKS && !isLate(); look += 1) {
    const answer = await lookOnce(deps, call, { inbound, reportsConversationSeparately, isLate }, givenBack);
    if (answer) return answer;
  }
  return busy;
}

/** Names a call to us in ids: without its provider's own id, which may be anything. 64 bits: no two calls share them. */
export const inboundName = (provider: string, providerCallId: string): string =>
  `in-${createHash('sha256').update(`${provider} ${providerCallId}`).digest('hex').slice(0, 16)}`;

/** Undefined: somebody else was quicker with the job, so look again. */
async function lookOnce(
  deps: ApiDependencies,
  call: InboundCall,
  named: Pick<TakenCall, 'inbound' | 'reportsConversationSeparately' | 'isLate'>,
  /** Jobs that this announcement has taken and given back: the call that they would have again is being hung up. */
  givenBack: Set<string>,
): Promise<InboundAnswer | undefined> {
  const { store, clock } = deps;
  const { inbound } = named;
  const [known, campaigns] = await Promise.all([
    findInboundCall(store, call.providerCallId),
    listCampaignsOfNumber(store, call.to),
  ]);
  if (known) {
    const taken = { job: known.job, campaign: known.campaign, ...named };
    // One that has ended since, or is being hung up, has no answer any more.
    const isOn = known.job.Slot?.CallID === callIdOf(taken);
    const isTaken = isOn && (await start(deps, taken)) === 'begun' && !named.isLate();
    return isTaken ? accept(deps, taken) : busy;
  }

  const { from } = call;
  const [jobs, onCallIn] = await callerIn(deps, campaigns, from, inbound);
  // An earlier announcement of this very call took the job, and has not recorded the call yet, or died before it could.
  const own = jobs.find((job) => job.CallID === callId({ JobID: job._id, Attempt: 0, Inbound: inbound }));
  const decision = inboundDecision(
    campaigns.map(({ _id, OrgID, Data, StartedAt }) => ({
      id: _id,
      mode: Data.InboundMode,
      rejectionMessage: Data.CallRejectionMessage,
      startedAtMs: StartedAt?.getTime() ?? 0,
      isCallerOnCall: onCallIn.has(OrgID),
    })),
    jobs.map(({ _id, CampaignID, State, UpdatedAt }) => ({
      jobId: _id,
      campaignId: CampaignID,
      state: State,
      updatedAtMs: UpdatedAt.getTime(),
    })),
    from === undefined,
  );
  if (!own && (decision.kind === 'busy' || decision.kind === 'reject')) return decision;
  const campaignId = own?.CampaignID ?? ('campaignId' in decision ? decision.campaignId : '');
  const campaign = campaigns.find(({ _id }) => _id === campaignId);
  if (!campaign || from === undefined) return busy;

  const jobId = own?._id ?? (decision.kind === 'attach' ? decision.jobId : newId());
  if (givenBack.has(jobId) || named.isLate()) return busy;
  const now = clock.date();
  const slot = {
    jobId,
    callId: callId({ JobID: jobId, Attempt: 0, Inbound: inbound }),
    version: campaign.Version,
    leaseUntil: new Date(now.getTime() + LEASE_MS),
    now,
  };
  const job = own
    ? await loadJob(store, jobId)
    : decision.kind === 'attach'
      ? await attachInbound(store, {
          ...slot,
          from: decision.from,
          // Of a version that is being brought to the waiting jobs this one may have been missed.
          judgedVersion: campaign.JudgedVersion,
        })
      : await createInboundJob(store, {
          ...slot,
          orgId: campaign.OrgID,
          campaignId: campaign._id,
          phoneNumber: from,
        });
  if (!job) return undefined;
  const answer = await begin(deps, { job, campaign, ...named }, call, !own);
  if (!answer) givenBack.add(jobId);
  return answer;
}

/** What is known of a caller: their jobs, and the organisations that they are on another call with. Read side by side. */
async function callerIn(
  { store, clock }: ApiDependencies,
  campaigns: CampaignDocument[],
  phoneNumber: string | undefined,
  inbound: string,
): Promise<[CallersJob[], Set<string>]> {
  if (phoneNumber === undefined || campaigns.length === 0) return [[], new Set()];
  return Promise.all([
    findCallersJobs(store, { campaignIds: campaigns.map(({ _id }) => _id), phoneNumber }),
    organisationsOnCall(store, {
      orgIds: [...new Set(campaigns.map(({ OrgID }) => OrgID))],
      phoneNumber,
      besides: inbound,
      now: clock.date(),
    }),
  ]);
}
