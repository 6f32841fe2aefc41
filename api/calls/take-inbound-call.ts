/**
 * Taking an inbound call: the job that it is for is found or created, and is in the call from then on; then the call is
 * begun. Which job, and who is refused, `domain/jobs/inbound.ts` decides.
 */
import { createHash } from 'node:crypto';
import {
  type InboundAnswer,
  type InboundCall,
  type VoiceProvider,
} from '../../activities/ports/voice-provider';
import { inboundDecision } from '../../domain/jobs/inbound';
import { type JobState } from '../../domain/jobs/job';
import { organisationsOnCall } from '../../store/numbers/caller-line';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
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
import {
  type Announcement,
  answerAgain,
  begin,
  busy,
  inboundCallId,
  type InboundDeps,
  type Refusal,
} from './inbound-call';

/** A call that loses its job to another call looks again; a caller hardly notices three looks. */
const LOOKS = 3;
/**
 * If the workflow does not start within this, it does not start at all, and the job is freed. A running one has its
 * lease renewed.
 */
const LEASE_MS = 60_000;

/**
 * A repetition for the same call gives the same answer, and does nothing twice.
 * @param isLate the carrier has been answered already: nothing more is taken, and what was taken is given back
 */
export async function takeInboundCall(
  deps: InboundDeps,
  provider: Pick<VoiceProvider, 'name' | 'reportsConversationSeparately'>,
  call: InboundCall,
  isLate: () => boolean,
): Promise<InboundAnswer> {
  const announcement: Announcement = {
    call,
    inbound: inboundName(provider.name, call.providerCallId),
    reportsConversationSeparately: provider.reportsConversationSeparately ?? false,
    isLate,
  };
  const givenBack = new Set<string>();
  for (let look = 0; look < LOOKS && !isLate(); look += 1) {
    const answer = await lookOnce(deps, announcement, givenBack);
    if (answer !== 'look_again') return answer;
  }
  return busy;
}

/**
 * Names an inbound call in ids: a hash, because the provider's own id may be anything. 64 bits: no two calls share
 * them.
 */
export const inboundName = (provider: string, providerCallId: string): string =>
  `in-${createHash('sha256').update(`${provider} ${providerCallId}`).digest('hex').slice(0, 16)}`;

/** `look_again`: another announcement or a dispatcher was quicker with the job. */
async function lookOnce(
  deps: InboundDeps,
  announcement: Announcement,
  /** Jobs that this announcement has taken and given back: their call is being hung up. */
  givenBack: Set<string>,
): Promise<InboundAnswer | 'look_again'> {
  const { store } = deps;
  const { call, isLate } = announcement;
  const [known, campaigns] = await Promise.all([
    findInboundCall(store, call.providerCallId),
    listCampaignsOfNumber(store, call.to),
  ]);
  if (known) return answerAgain(deps, { ...announcement, job: known.job, campaign: known.campaign });

  const choice = await chooseJob(deps, announcement, campaigns);
  if (choice.kind === 'busy' || choice.kind === 'reject') return choice;
  if (givenBack.has(choice.jobId) || isLate()) return busy;
  const job = await takeJob(deps, announcement, choice);
  if (!job) return 'look_again';
  const { campaign } = choice;
  const answer = await begin(deps, { ...announcement, job, campaign }, { tookJob: choice.kind !== 'own' });
  if (answer === 'look_again') givenBack.add(choice.jobId);
  return answer;
}

/** The job that a call is for. */
type Choice = { jobId: string; campaign: CampaignDocument } & (
  { kind: 'own' } | { kind: 'attach'; from: JobState } | { kind: 'create'; phoneNumber: string }
);

async function chooseJob(
  deps: InboundDeps,
  { call: { from }, inbound }: Announcement,
  campaigns: CampaignDocument[],
): Promise<Choice | Refusal> {
  const [jobs, onCallIn] = await callerIn(deps, campaigns, from, inbound);
  const campaignOf = (id: string) => campaigns.find(({ _id }) => _id === id);
  // An earlier announcement of this call took the job, but has not recorded the call yet, or died before it could.
  const own = jobs.find((job) => job.CallID === inboundCallId(job._id, inbound));
  if (own) {
    const campaign = campaignOf(own.CampaignID);
    return campaign ? { kind: 'own', jobId: own._id, campaign } : busy;
  }
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
  if (decision.kind === 'busy' || decision.kind === 'reject') return decision;
  const campaign = campaignOf(decision.campaignId);
  if (!campaign || from === undefined) return busy;
  return decision.kind === 'attach'
    ? { kind: 'attach', jobId: decision.jobId, from: decision.from, campaign }
    : { kind: 'create', jobId: newId(), phoneNumber: from, campaign };
}

/** What we know of a caller: their jobs, and the organisations that they are on another call with. Read in parallel. */
async function callerIn(
  { store, clock }: InboundDeps,
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

/** The job, in the call from now on. Null: it is not what it was when it was chosen. */
function takeJob(
  { store, clock }: InboundDeps,
  { inbound }: Announcement,
  choice: Choice,
): Promise<JobDocument | null> {
  const { jobId, campaign } = choice;
  const now = clock.date();
  const slot = {
    jobId,
    callId: inboundCallId(jobId, inbound),
    version: campaign.Version,
    leaseUntil: new Date(now.getTime() + LEASE_MS),
    now,
  };
  switch (choice.kind) {
    case 'own':
      return loadJob(store, jobId);
    case 'attach':
      // While the waiting jobs are re-evaluated for a new version, this one may be missed.
      return attachInbound(store, {
        ...slot,
        from: choice.from,
        reevaluatedVersion: campaign.ReevaluatedVersion,
      });
    case 'create':
      return createInboundJob(store, {
        ...slot,
        orgId: campaign.OrgID,
        campaignId: campaign._id,
        phoneNumber: choice.phoneNumber,
      });
  }
}
