/** What a call workflow does to the world: place, hang up, look up, settle. */
import { Context } from '@temporalio/activity';
import { type CallProgress } from '../domain/call';
import { chooseCallerId } from '../domain/caller-id';
import { effectiveConstraints } from '../domain/campaign-data';
import { mayDial } from '../domain/dial-rules';
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
import { loadCampaign } from '../store/campaigns';
import { type CampaignDocument, type JobDocument } from '../store/documents';
import { type ActivityDeps } from './deps';
import { type EndedCall, settleCall } from './settling';
import { type LookUpAnswer, type PlacementAnswer, ProviderMisconfigured } from './voice-provider';

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

// A placement may be on its way for this long, and a pause waits for it: the provider's own deadline (4 s) and a
// margin for the steps around it. The provider refuses to dial what reaches it later.
const DIAL_MS = 4_500;
// A slot outlives its call's limits by this, so that the call workflow itself is always first to free it.
const LEASE_MARGIN_MS = 60_000;
// A job waits this long for somebody to correct the provider's settings; each try is logged.
const MISCONFIGURED_PAUSE_MS = 60_000;
// When the provider cannot be asked about an ambiguous placement: tries, a back-off of seconds apart.
const LOOK_UP_ATTEMPTS = 5;

export function createCallActivities(deps: ActivityDeps) {
  const { store, provider, limits, logger } = deps;

  return {
    /** Dials, if the rules allow it at this very moment. */
    async placeCall(ref: CallRef): Promise<PlacedCall> {
      const { info } = Context.current();
      const dial = {
        jobId: ref.JobID,
        callId: callId(ref),
        runId: info.workflowExecution?.runId ?? '',
        until: new Date(Date.now() + DIAL_MS),
      };
      const permit = await grantDial(store, { ...dial, now: new Date() });
      if (permit.kind === 'gone') return { kind: 'not_dialled' };
      const { job } = permit;
      // Read after the permission is stored: see `grantDial`.
      const campaign = await loadCampaign(store, ref.CampaignID);

      if (permit.kind === 'granted_before') {
        const known = await provider.lookUp(dial.callId);
        if (known.kind === 'found') return placed(ref, job, known.progress);
        if (known.kind === 'unavailable' || isOnItsWay(job)) {
          if (info.attempt >= LOOK_UP_ATTEMPTS) return { kind: 'unknown' };
          throw new Error(`The provider cannot say whether it has call ${dial.callId}`);
        }
      }

      if (campaign?.State !== 'started' || job.CancelRequestedAt) {
        await returnDial(store, dial);
        return { kind: 'not_dialled' };
      }
      const constraints = effectiveConstraints(campaign.Data.Constraints, job.Overrides);
      const decision = mayDial({
        nowMs: Date.now(),
        job: { createdAtMs: job.CreatedAt.getTime(), attempts: job.Attempts - 1 },
        constraints,
      });
      if (decision.kind === 'wait') {
        await returnDial(store, { ...dial, dueAt: new Date(decision.untilMs) });
        return { kind: 'not_dialled' };
      }
      if (decision.kind === 'expired' || decision.kind === 'exhausted') {
        await settleAttempt(store, {
          jobId: ref.JobID,
          callId: dial.callId,
          settlement: {
            state: 'failed',
            failureReason: decision.kind === 'expired' ? 'expired' : 'max_attempts',
          },
          now: new Date(),
        });
        return { kind: 'not_dialled' };
      }
      if (permit.kind === 'granted_before' && !(await grantRedial(store, dial)))
        return { kind: 'not_dialled' };

      const from = chooseCallerId(campaign.Data, job.CallerID);
      const [answer] = await Promise.all([
        place(ref, job, campaign, from, dial.until),
        // Beside the placement, not before it: what keeps a call from being dialled twice is the slot.
        recordDial(store, {
          _id: dial.callId,
          OrgID: job.OrgID,
          CampaignID: ref.CampaignID,
          JobID: ref.JobID,
          Attempt: ref.Attempt,
          Version: campaign.Version,
          CallerID: from,
          DialledAt: new Date(),
        }),
      ]);
      switch (answer.kind) {
        case 'accepted':
          return placed(ref, job, {});
        case 'refused':
          return { kind: 'refused', outcome: answer.reason === 'failed' ? 'provider_failed' : answer.reason };
        case 'misconfigured':
          // Nothing was dialled, and every other job would fare the same: none of them pays for it.
          logger.error(
            { callId: dial.callId, reason: answer.reason },
            'the provider refuses us: correct its settings',
          );
          await forgetDial(store, dial.callId);
          await returnDial(store, { ...dial, dueAt: new Date(Date.now() + MISCONFIGURED_PAUSE_MS) });
          return { kind: 'not_dialled' };
        case 'ambiguous':
          // The retry of this activity asks the provider.
          throw new Error(`The provider did not answer the placement of call ${dial.callId}`);
      }
    },

    /** Asks the provider to end the call. Throws while the provider cannot be told. */
    async hangUpCall(ref: CallRef): Promise<void> {
      if (!(await provider.hangUp(callId(ref))))
        throw new Error(`The provider could not be told to hang up ${callId(ref)}`);
    },

    async lookUpCall(ref: CallRef): Promise<LookUpAnswer> {
      return provider.lookUp(callId(ref));
    },

    async settleCall(ended: EndedCall): Promise<Outcome | 'not_dialled'> {
      return settleCall(deps, ended);
    },
  };

  async function place(
    ref: CallRef,
    job: JobDocument,
    campaign: CampaignDocument,
    from: string,
    until: Date,
  ): Promise<PlacementAnswer | { kind: 'misconfigured'; reason: string }> {
    const { ringSeconds, callSeconds } = limitsOf(job);
    try {
      return await provider.place({
        callId: callId(ref),
        campaignId: ref.CampaignID,
        to: job.ContactPhoneNumber,
        from,
        maxRingSeconds: ringSeconds,
        maxCallSeconds: callSeconds,
        record: job.Overrides?.DisableRecording !== true,
        botName: campaign.Data.BotName,
        notAfterMs: until.getTime(),
      });
    } catch (error) {
      if (error instanceof ProviderMisconfigured) return { kind: 'misconfigured', reason: error.message };
      throw error;
    }
  }

  async function placed(ref: CallRef, job: JobDocument, progress: CallProgress): Promise<PlacedCall> {
    const { ringSeconds, callSeconds } = limitsOf(job);
    const ringLimitMs = ringSeconds * 1_000 + limits.eventGraceMs;
    const talkLimitMs = callSeconds * 1_000 + limits.eventGraceMs;
    await recordPlaced(store, {
      jobId: ref.JobID,
      callId: callId(ref),
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

/** An earlier placement of this run may still reach the provider. */
const isOnItsWay = ({ Slot }: JobDocument): boolean =>
  Slot?.DialUntil !== undefined && Slot.DialUntil.getTime() > Date.now();
