/** The last steps before a call rings: permission, rules, placement. */
import { Context } from '@temporalio/activity';
import { type CallProgress } from '../domain/call';
import { chooseCallerId } from '../domain/caller-id';
import { effectiveConstraints } from '../domain/campaign-data';
import { type DialDecision, mayDial } from '../domain/dial-rules';
import { type CallRef, callId } from '../domain/job';
import { type Outcome } from '../domain/outcome';
import {
  forgetDial,
  grantDial,
  grantRedial,
  recordDial,
  recordPlaced,
  returnDial,
  settleAttempt,
} from '../store/attempts';
import { loadCampaign, loadCampaignToDial } from '../store/campaigns';
import { type CampaignDocument, type JobDocument } from '../store/documents';
import { type ActivityDeps } from './deps';
import { type PlacementAnswer, ProviderMisconfigured } from './voice-provider';

export type PlacedCall =
  /** The provider has it. The limits include the time that an event may be on its way, which is `eventGraceMs`. */
  | {
      kind: 'placed';
      ringLimitMs: number;
      talkLimitMs: number;
      eventGraceMs: number;
      progress: CallProgress;
    }
  | { kind: 'refused'; outcome: Outcome }
  /** The rules, a pause or another run stood in the way: nothing left for the provider, the job is taken care of. */
  | { kind: 'not_dialled' }
  /** It may have been dialled and nobody can say. */
  | { kind: 'unknown' };

/** A permission to dial that this activity holds: its flag is up until it is returned or the call is placed. */
interface Dial {
  ref: CallRef;
  callId: string;
  jobId: string;
  runId: string;
  until: Date;
  job: JobDocument;
}

type Placement =
  | PlacementAnswer
  | { kind: 'misconfigured'; reason: string }
  /** The permission ran out before the request could leave. */
  | { kind: 'too_late' };

// A placement may be on its way for this long, and a pause waits for it: the provider's own deadline (4 s) and a
// margin for the steps around it. The provider refuses to dial what reaches it later.
const DIAL_MS = 4_500;
// A slot outlives its call's limits by this, so that the call workflow itself is always first to free it.
const LEASE_MARGIN_MS = 60_000;
// A job waits this long for somebody to correct the provider's settings; each try is logged.
const MISCONFIGURED_PAUSE_MS = 60_000;
// When the provider cannot be asked about an ambiguous placement: tries, a back-off of seconds apart.
const LOOK_UP_ATTEMPTS = 5;

export function createPlacingActivities(deps: ActivityDeps) {
  const { store, provider, limits, logger } = deps;

  return {
    /**
     * Dials, if the rules allow it at this very moment. Run again after a crash it asks the provider first.
     * Throws (and is retried) while the provider cannot say what became of a placement.
     */
    async placeCall(ref: CallRef): Promise<PlacedCall> {
      const permitted = await permission(ref);
      if (permitted.kind !== 'dial') return permitted.answer;
      const { dial } = permitted;

      // Read only now, with the flag up: see `grantDial`.
      const seen = await loadCampaignToDial(store, ref.CampaignID);
      if (seen?.campaign.State !== 'started' || !seen.isSchedulingEnabled || dial.job.CancelRequestedAt)
        return giveBack(dial);
      const { campaign } = seen;
      const decision = mayDial({
        nowMs: Date.now(),
        job: { createdAtMs: dial.job.CreatedAt.getTime(), attempts: dial.job.Attempts - 1 },
        constraints: effectiveConstraints(campaign.Data.Constraints, dial.job.Overrides),
      });
      if (decision.kind !== 'dial') return refrain(dial, decision);

      const [answer] = await Promise.all([
        place(dial, campaign),
        // Beside the placement, not before it: what keeps a call from being dialled twice is the slot.
        recordDial(store, recordOf(dial, campaign)),
      ]);
      return conclude(dial, answer);
    },
  };

  /** Raises the flag, for the first time or, when the provider says that it never got the first placement, again. */
  async function permission(
    ref: CallRef,
  ): Promise<{ kind: 'dial'; dial: Dial } | { kind: 'answered'; answer: PlacedCall }> {
    const { info } = Context.current();
    const names = { jobId: ref.JobID, callId: callId(ref), runId: info.workflowExecution?.runId ?? '' };
    const until = (): Date => new Date(Date.now() + DIAL_MS);
    const first = { ...names, until: until() };
    const permit = await grantDial(store, { ...first, now: new Date() });
    if (permit.kind === 'gone') return { kind: 'answered', answer: { kind: 'not_dialled' } };
    if (permit.kind === 'granted') return { kind: 'dial', dial: { ref, ...first, job: permit.job } };

    // Judged before asking: an answer from before the end of the first permission proves nothing.
    const mayStillArrive = isOnItsWay(permit.job);
    const known = await provider.lookUp(names.callId);
    if (known.kind === 'found')
      return { kind: 'answered', answer: await found(ref, names.runId, permit.job, known.progress) };
    if (known.kind === 'unavailable' || mayStillArrive) {
      if (info.attempt >= LOOK_UP_ATTEMPTS) return { kind: 'answered', answer: { kind: 'unknown' } };
      throw new Error(`The provider cannot say whether it has call ${names.callId}`);
    }
    const second = { ...names, until: until() };
    const job = await grantRedial(store, second);
    return job
      ? { kind: 'dial', dial: { ref, ...second, job } }
      : { kind: 'answered', answer: { kind: 'not_dialled' } };
  }

  async function giveBack(dial: Dial, dueAt?: Date): Promise<PlacedCall> {
    await returnDial(store, { ...dial, ...(dueAt ? { dueAt } : {}) });
    return { kind: 'not_dialled' };
  }

  async function refrain(dial: Dial, decision: Exclude<DialDecision, { kind: 'dial' }>): Promise<PlacedCall> {
    if (decision.kind === 'wait') return giveBack(dial, new Date(decision.untilMs));
    const failureReason = decision.kind === 'expired' ? 'expired' : 'max_attempts';
    await settleAttempt(store, {
      jobId: dial.jobId,
      callId: dial.callId,
      settlement: { state: 'failed', failureReason },
      now: new Date(),
    });
    return { kind: 'not_dialled' };
  }

  async function place(
    { ref, job, until, callId: id }: Dial,
    campaign: CampaignDocument,
  ): Promise<Placement> {
    if (Date.now() >= until.getTime()) return { kind: 'too_late' };
    const { ringSeconds, callSeconds } = limitsOf(job);
    const { NotAfter } = effectiveConstraints(campaign.Data.Constraints, job.Overrides);
    try {
      return await provider.place({
        callId: id,
        campaignId: ref.CampaignID,
        to: job.ContactPhoneNumber,
        from: chooseCallerId(campaign.Data, job.CallerID),
        maxRingSeconds: ringSeconds,
        maxCallSeconds: callSeconds,
        record: job.Overrides?.DisableRecording !== true,
        botName: campaign.Data.BotName,
        notAfterMs: Math.min(until.getTime(), NotAfter === undefined ? Infinity : Date.parse(NotAfter)),
      });
    } catch (error) {
      if (error instanceof ProviderMisconfigured) return { kind: 'misconfigured', reason: error.message };
      throw error;
    }
  }

  async function conclude(dial: Dial, answer: Placement): Promise<PlacedCall> {
    switch (answer.kind) {
      case 'accepted':
        return placed(dial.ref, dial.runId, dial.job, {});
      case 'refused':
        return { kind: 'refused', outcome: answer.reason === 'failed' ? 'provider_failed' : answer.reason };
      case 'misconfigured':
        // Nothing was dialled, and every other job would fare the same: none of them pays for it.
        logger.error(
          { callId: dial.callId, reason: answer.reason },
          'the provider refuses us: correct its settings',
        );
        return takeBack(dial, new Date(Date.now() + MISCONFIGURED_PAUSE_MS));
      case 'too_late':
        return takeBack(dial);
      case 'ambiguous':
        // The retry of this activity asks the provider.
        throw new Error(`The provider did not answer the placement of call ${dial.callId}`);
    }
  }

  /** Gives back the permission and the record of a call that never left. */
  async function takeBack(dial: Dial, dueAt?: Date): Promise<PlacedCall> {
    if (await returnDial(store, { ...dial, ...(dueAt ? { dueAt } : {}) }))
      await forgetDial(store, dial.callId);
    return { kind: 'not_dialled' };
  }

  /** A call that the provider has, though we never heard: its record may be missing too. */
  async function found(
    ref: CallRef,
    runId: string,
    job: JobDocument,
    progress: CallProgress,
  ): Promise<PlacedCall> {
    const campaign = await loadCampaign(store, ref.CampaignID);
    if (campaign) await recordDial(store, recordOf({ ref, callId: callId(ref), job }, campaign));
    return placed(ref, runId, job, progress);
  }

  async function placed(
    ref: CallRef,
    runId: string,
    job: JobDocument,
    progress: CallProgress,
  ): Promise<PlacedCall> {
    const { ringSeconds, callSeconds } = limitsOf(job);
    const ringLimitMs = ringSeconds * 1_000 + limits.eventGraceMs;
    const talkLimitMs = callSeconds * 1_000 + limits.eventGraceMs;
    await recordPlaced(store, {
      jobId: ref.JobID,
      callId: callId(ref),
      runId,
      leaseUntil: new Date(Date.now() + ringLimitMs + talkLimitMs + LEASE_MARGIN_MS),
    });
    return { kind: 'placed', ringLimitMs, talkLimitMs, eventGraceMs: limits.eventGraceMs, progress };
  }

  function limitsOf({ Overrides }: JobDocument): { ringSeconds: number; callSeconds: number } {
    return {
      ringSeconds: Overrides?.MaxRingSeconds ?? limits.ringSeconds,
      callSeconds: Overrides?.MaxCallSeconds ?? limits.callSeconds,
    };
  }
}

const recordOf = (
  { ref, callId: id, job }: Pick<Dial, 'ref' | 'callId' | 'job'>,
  campaign: CampaignDocument,
) => ({
  _id: id,
  OrgID: job.OrgID,
  CampaignID: ref.CampaignID,
  JobID: ref.JobID,
  Attempt: ref.Attempt,
  Version: campaign.Version,
  CallerID: chooseCallerId(campaign.Data, job.CallerID),
  DialledAt: new Date(),
});

/** An earlier placement of this run may still reach the provider. */
const isOnItsWay = ({ Slot }: JobDocument): boolean =>
  Slot?.DialUntil !== undefined && Slot.DialUntil.getTime() > Date.now();
