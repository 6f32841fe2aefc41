/** Settles a job: after its call's end, and again after the call's analysis. */
import { type CallProgress, withAnswer } from '../../domain/calls/call';
import { wantsAnalysis, wantsObjective } from '../../domain/analysis/analysis';
import { callEndOf, mayHaveTalked } from '../../domain/calls/call-end';
import { mayGoUncounted } from '../../domain/dialling/uncounted-attempts';
import { callId, type CallRef } from '../../domain/jobs/job';
import { type OwnAnswer } from '../../domain/dialling/may-dial';
import { hangUpIsOptOut, isOptOut } from '../../domain/dialling/next-step';
import { type Settlement, settlementOf } from '../../domain/dialling/settlement';
import { hasConversation, type HangUpCause, type Outcome, outcomeOf } from '../../domain/calls/outcome';
import { findKnownCall, uncountAttempt, releaseClaim } from '../../store/calls/dial-permits';
import { findCallAnswer } from '../../store/calls/answers';
import { recordProviderCallId } from '../../store/calls/calls';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { announceWork } from '../../store/campaigns/idle';
import { reevaluateIfPublished } from '../../store/jobs/reevaluation';
import { loadAnalysisSoFar, recordAnalysis } from '../../store/calls/analyses';
import { type AnalysisSoFar, type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { reevaluateRestored } from '../../store/calls/inbound';
import { loadJob } from '../../store/jobs/jobs';
import { type Store } from '../../store/mongodb/mongo';
import { releaseNumber } from '../../store/numbers/numbers';
import {
  dataOfVersion,
  findAnalyzedJob,
  findCallingJob,
  recordCallEnd,
  settleAnalysis,
  settleAttempt,
} from '../../store/calls/settlements';
import { type EndedCall, type SettledAs } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { hangUpBySignal } from './hang-up-signal';
import { stopCalls } from './stop-calls';
import { type VoiceProvider } from '../ports/voice-provider';
import { isDoubtful } from '../../domain/providers/circuit';

type SettlingDeps = Pick<
  ActivityDeps,
  | 'store'
  | 'clock'
  | 'slotNotifier'
  | 'client'
  | 'logger'
  | 'provider'
  | 'providerStates'
  | 'health'
  | 'limits'
>;

/**
 * Records a call's end and moves its job on. Safe to repeat: the job moves only while this call holds its slot, and
 * the first recorded end stays, so nothing is counted twice.
 *
 * The job comes first: if the worker dies between the two, the retry finds the job moved and still records the end.
 * Opting out comes before all else: a contact who asked for no more calls gets none, even if the worker dies here.
 * @param endFirst for a caller that finds the call only by its job's slot, and would not return once the job has moved
 * @returns `analyzing` when the conversation is to be analysed before the job is settled.
 */
export async function settleCall(
  deps: SettlingDeps,
  ended: EndedCall,
  { endFirst = false }: { endFirst?: boolean } = {},
): Promise<SettledAs> {
  const { store, clock, slotNotifier, provider } = deps;
  const id = callId(ended);
  const isInbound = ended.Inbound !== undefined;
  const now = clock.date();
  const held = await findCallingJob(store, ended.JobID, id);
  if (held?.job.Slot?.Stage === 'claimed' && (await releaseClaim(store, ended.JobID, id)))
    return 'not_dialled';
  const progress = withAnswer(ended.Progress, held ? held.answer : await findCallAnswer(store, id));
  const { providerCallId } = progress;
  const outcome = ended.Refused ?? outcomeIn(progress, ended.HangUpCause, provider);
  const hasTalked = mayHaveTalked(outcome, progress, { isInbound });
  const close = (owner: JobDocument | null): Promise<unknown> =>
    Promise.all([
      owner &&
        releaseNumber(store, {
          orgId: owner.OrgID,
          phoneNumber: owner.ContactPhoneNumber,
          callId: id,
          // By our clock: by the provider's the conversation may have ended earlier than it did.
          talkedUntil: hasTalked ? now : undefined,
          now,
        }),
      recordCallEnd(store, id, callEndOf({ progress, hangUpCause: ended.HangUpCause }, outcome, now)),
      // An id reported while MongoDB was away is known only here.
      providerCallId === undefined || recordProviderCallId(store, id, providerCallId),
    ]);
  let settlement: Settlement | undefined;
  if (held) {
    const { job, campaign } = held;
    const data = await dataOfVersion(store, campaign, job.Slot?.Version);
    if (isOptOut(outcome, hangUpIsOptOut(job, data, isInbound))) await honourOptOut(deps, job, id);
    if (endFirst) await close(job);
    const mayStayUncounted =
      !isInbound &&
      mayGoUncounted({
        outcome,
        isAnswered: progress.answeredAtMs !== undefined,
        uncounted: job.UncountedAttempts ?? 0,
      });
    settlement =
      hasConversation(outcome) && (wantsAnalysis(data) || wantsObjective(data))
        ? { state: 'analyzing', outcome }
        : settlementOf({
            outcome,
            job,
            campaign,
            data,
            wantsObjective: wantsObjective(data),
            before: job.Slot?.Inbound?.Before,
            doubtedUntil: mayStayUncounted
              ? new Date(now.getTime() + deps.limits.providerVerdictMs)
              : undefined,
            now,
          });
    const isUncounted = mayStayUncounted && (await leaveUncounted(deps, { ref: ended, job, campaign, now }));
    if (isUncounted || (await settleAttempt(store, { jobId: ended.JobID, callId: id, settlement, now }))) {
      recordHealth(deps, ended);
      slotNotifier.slotFreed(ended.CampaignID, ended.JobID);
      if (settlement.state === 'as_before') await reevaluateRestored(store, job, settlement.before, now);
      // A version published meanwhile may allow the call sooner, but has not re-evaluated this job.
      if (settlement.state === 'scheduled')
        await reevaluateIfPublished(store, { campaignId: campaign._id, version: campaign.Version, now }, [
          job._id,
        ]);
      // It may have begun while the campaign was idle, and its job falls due sooner than was known then.
      if (isInbound) await announceWork(store, { campaignIds: [job.CampaignID] });
    }
  }
  const owner = held?.job ?? (await loadJob(store, ended.JobID));
  // An ending has failed the job, but the contact's opt-out still counts.
  if (!held && owner && isOptOut(outcome, await hangUpWasOptOut(store, owner, ended)))
    await honourOptOut(deps, owner, id);
  await close(owner);
  // Decided by what is stored, so that a retry returns the same as the first run.
  return settlement?.state === 'analyzing' || (!held && owner?.AnalyzedCallID === id) ? 'analyzing' : outcome;
}

/** Settles a job whose conversation has been analysed, or never will be. A repetition changes nothing. */
export async function settleAnalyzed(
  { store, clock }: Pick<ActivityDeps, 'store' | 'clock'>,
  ref: CallRef,
  { objectiveMet }: { objectiveMet: boolean | undefined },
): Promise<void> {
  const id = callId(ref);
  const now = clock.date();
  const analyzed = await findAnalyzedJob(store, ref.JobID, id);
  if (!analyzed) return;
  const { job, campaign } = analyzed;
  const { call } = await findKnownCall(store, ref.JobID, id);
  const data = await dataOfVersion(store, campaign, call?.Version);
  const settlement = settlementOf({
    outcome: job.Outcome ?? 'completed',
    job,
    campaign,
    data,
    wantsObjective: wantsObjective(data),
    before: job.AnalyzedInbound?.Before,
    objectiveMet,
    now,
  });
  const isSettled = await settleAnalysis(store, { jobId: ref.JobID, callId: id, settlement, now });
  if (!isSettled) return;
  if (settlement.state === 'as_before') await reevaluateRestored(store, job, settlement.before, now);
  // The slot is free since the end of the call, so the campaign may be idle by now.
  await announceWork(store, { campaignIds: [job.CampaignID] });
}

/** Settles a job that the pre-dial check refused for good: nothing was sent to the provider. */
export async function settleUndialled(
  { store, clock, slotNotifier }: Pick<ActivityDeps, 'store' | 'clock' | 'slotNotifier'>,
  {
    ref,
    callId: id,
    job,
    runId,
    until,
  }: { ref: CallRef; callId: string; job: JobDocument; runId: string; until: Date },
  answer: Extract<OwnAnswer, { kind: 'failed' | 'opted_out' }>,
): Promise<boolean> {
  const settlement: Settlement =
    answer.kind === 'opted_out'
      ? { state: 'canceled', cancelReason: 'opted_out' }
      : { state: 'failed', failureReason: answer.reason };
  await releaseNumber(store, {
    orgId: job.OrgID,
    phoneNumber: job.ContactPhoneNumber,
    callId: id,
    undialledUntil: until,
    now: clock.date(),
  });
  const undialled = { runId, until };
  const settled = await settleAttempt(store, {
    jobId: ref.JobID,
    callId: id,
    settlement,
    now: clock.date(),
    undialled,
  });
  if (settled) slotNotifier.slotFreed(ref.CampaignID, ref.JobID);
  return settled;
}

/** `answeredBy` decides the outcome only where the provider does not hold the conversation itself. */
function outcomeIn(
  { end, conversation, answeredBy }: CallProgress,
  hangUpCause: HangUpCause | undefined,
  { reportsConversationSeparately = false }: Pick<VoiceProvider, 'reportsConversationSeparately'>,
): Outcome {
  if (!end) return 'unknown';
  return outcomeOf(end.reason, {
    hangUpCause,
    conversation: conversation?.result,
    answeredBy: reportsConversationSeparately ? answeredBy : undefined,
  });
}

/**
 * A provider that takes calls but carries none is out, although it answers. An inbound call says nothing about calls
 * that we place.
 */
function recordHealth(
  { health, provider }: Pick<ActivityDeps, 'health' | 'provider'>,
  { Progress: { end }, Inbound }: EndedCall,
): void {
  // An end without a reason counts neither way.
  if (!end || end.reason === 'unknown' || Inbound !== undefined) return;
  if (end.reason === 'failed')
    health.record(provider.name, 'dropped', 'it took calls and did not carry them');
  else health.record(provider.name, 'ok');
}

/** What the contact of this call has asked for holds for all other jobs of the number too. */
const honourOptOut = (
  deps: Pick<ActivityDeps, 'store' | 'clock' | 'client' | 'logger'>,
  { _id: jobId, OrgID: orgId, ContactPhoneNumber }: JobDocument,
  callId: string,
): Promise<unknown> =>
  stopCalls(
    { store: deps.store, clock: deps.clock, hangUp: hangUpBySignal(deps) },
    { orgId, phoneNumbers: [ContactPhoneNumber] },
    { source: 'call', callId, jobId, isToBeSettled: true },
  );

/** For a job that has left its call: only the call's record has the version that it was placed under. */
async function hangUpWasOptOut(store: Store, job: JobDocument, ended: EndedCall): Promise<boolean> {
  const [campaign, { call }] = await Promise.all([
    loadCampaign(store, job.CampaignID),
    findKnownCall(store, job._id, callId(ended)),
  ]);
  if (!campaign) return false;
  const data = await dataOfVersion(store, campaign, call?.Version);
  return hangUpIsOptOut(job, data, ended.Inbound !== undefined);
}

/**
 * Settles a job whose conversation will not be analysed any more: the workflow is gone, or the analyst was out for too
 * long. Answers stored before still count.
 */
export async function settleUnanalyzed(
  deps: Pick<ActivityDeps, 'store' | 'clock'>,
  ref: CallRef,
): Promise<void> {
  const { Objective } = await loadAnalysisSoFar(deps.store, callId(ref));
  const stored = await recordAnalysis(deps.store, callId(ref), {
    Status: 'failed',
    Errors: ['the conversation was not analysed: the analyst was out for too long, or its workflow is gone'],
    ...metOf(Objective),
  });
  await settleAnalyzed(deps, ref, { objectiveMet: stored?.ObjectiveMet });
}

/** Whether the objective was met, if the analyst has said. */
export const metOf = (objective: AnalysisSoFar['Objective']): { ObjectiveMet?: boolean } =>
  objective && 'Met' in objective ? { ObjectiveMet: objective.Met } : {};

// A call that the provider could not carry while it was out, or had just come back, does not count as an attempt.

/** An attempt that may go uncounted (`mayGoUncounted`). */
interface FailedAttempt {
  ref: CallRef;
  job: JobDocument;
  campaign: CampaignDocument;
  now: Date;
}

/**
 * Lets the job wait again, if the provider was to blame: its attempt does not count. The attempt keeps its number,
 * because the provider knows the call by it.
 * @returns whether it did.
 */
async function leaveUncounted(
  {
    store,
    provider,
    providerStates,
    limits,
  }: Pick<ActivityDeps, 'store' | 'provider' | 'providerStates' | 'limits'>,
  { ref, job, campaign, now }: FailedAttempt,
): Promise<boolean> {
  // Jobs of an ended campaign do not wait.
  if (campaign.State === 'ended') return false;
  const [state] = await providerStates([provider.name]);
  if (!state || !isDoubtful(state, now.getTime())) return false;
  const dueAt = new Date(now.getTime() + limits.providerAwayMs * 2 ** (job.UncountedAttempts ?? 0));
  return uncountAttempt(store, {
    jobId: ref.JobID,
    callId: callId(ref),
    deferral: { dueAt, reason: 'global_pause' },
    now,
  });
}
