/** A call that the provider has: what its workflow gets, and what is recorded. */
import { type CallProgress } from '../../domain/calls/call';
import { calleeZones } from '../../domain/dialling/callee-zones';
import { type CallRef, callId } from '../../domain/jobs/job';
import { findKnownCall, recordDial, recordPlaced } from '../../store/calls/dial-permits';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { type CallDocument, type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { callLimits } from './call-limits';
import { type ActivityDeps } from '../ports/deps';
import { type PlacedCall } from '../../workflows/contract';
import { type Dial } from './release-dial-permit';

// A slot's lease outlasts its call's limits by this, so that the call workflow is always first to free it.
const LEASE_MARGIN_MS = 60_000;

export function createPlaced({ store, clock, provider, limits, publishedRules }: ActivityDeps) {
  return { placed, found };

  /** A call that the provider has, but whose acceptance we missed: its record may be missing too. */
  async function found(
    ref: CallRef,
    runId: string,
    job: JobDocument,
    progress: CallProgress,
  ): Promise<PlacedCall> {
    const campaign = await loadCampaign(store, ref.CampaignID);
    if (!campaign) throw new Error(`Campaign ${ref.CampaignID} is not in the database: check MONGODB_URI`);
    const { call } = await findKnownCall(store, ref.JobID, callId(ref));
    if (!call) {
      const from = publishedRules.of(campaign).callerIdFor(job) ?? campaign.Data.CallerID;
      await recordDial(
        store,
        recordOf({ ref, callId: callId(ref), job }, campaign, publishedRules, { from, now: clock.date() }),
      );
    }
    return placed({ ref, runId, job }, campaign, { version: call?.Version ?? campaign.Version, progress });
  }

  async function placed(
    { ref, runId, job }: Pick<Dial, 'ref' | 'runId' | 'job'>,
    campaign: CampaignDocument,
    { version, progress }: { /** The call was placed under it. */ version: number; progress: CallProgress },
  ): Promise<PlacedCall> {
    const { ringSeconds, callSeconds } = callLimits(limits, job, publishedRules.of(campaign), clock.now());
    const ringLimitMs = ringSeconds * 1_000 + limits.eventGraceMs;
    const talkLimitMs = callSeconds * 1_000 + limits.eventGraceMs;
    await recordPlaced(store, {
      jobId: ref.JobID,
      callId: callId(ref),
      runId,
      version,
      leaseUntil: new Date(clock.now() + ringLimitMs + talkLimitMs + LEASE_MARGIN_MS),
    });
    return {
      Kind: 'placed',
      RingLimitMs: ringLimitMs,
      TalkLimitMs: talkLimitMs,
      EventGraceMs: limits.eventGraceMs,
      LookEveryMs: limits.lookEveryMs,
      ...(provider.reportsConversationSeparately ? { AwaitsConversation: true } : {}),
      Progress: progress,
    };
  }
}

export function recordOf(
  { ref, callId: id, job }: Pick<Dial, 'ref' | 'callId' | 'job'>,
  campaign: CampaignDocument,
  publishedRules: ActivityDeps['publishedRules'],
  { from, now }: { from: string; now: Date },
): CallDocument {
  const constraints = publishedRules.of(campaign).constraintsFor(job);
  const { zones, from: zonesFrom } = calleeZones(constraints, job, now.getTime());
  return {
    _id: id,
    OrgID: job.OrgID,
    CampaignID: ref.CampaignID,
    JobID: ref.JobID,
    Attempt: ref.Attempt,
    Version: campaign.Version,
    CallerID: from,
    Zones: zones,
    ZonesFrom: zonesFrom,
    DialledAt: now,
  };
}
