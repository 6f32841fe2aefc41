/** The last steps before a call rings: permit, rules, the number's line, placement. */
import { Context } from '@temporalio/activity';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { CLOCK_ERROR_MS } from '../../domain/time/clock';
import { FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { callId, type CallRef } from '../../domain/jobs/job';
import { callIntervalMs } from '../../domain/dialling/call-rate';
import {
  findKnownCall,
  grantDial,
  grantRedial,
  recordDial,
  releaseClaim,
} from '../../store/calls/dial-permits';
import { recordProviderCallId } from '../../store/calls/calls';
import { countOutboundSlots } from '../../store/dialling/claims';
import { loadCampaignToDial } from '../../store/campaigns/campaigns';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { holdsLine } from '../../store/numbers/numbers';
import { takePlacementTime } from '../../store/dialling/call-rates';
import { callLimits } from './call-limits';
import { type ActivityDeps } from '../ports/deps';
import { keepToldTranscript, callToLookUp } from './call-lookup';
import { preDialCheck, onceClosed } from './pre-dial-check';
import { type PlacedCall } from '../../workflows/contract';
import { createPlaced, recordOf } from './placed';
import { createDialPermitRelease, type Dial } from './release-dial-permit';
import { type PlacementAnswer, ProviderMisconfigured } from '../ports/voice-provider';

/** When a call may leave, if its campaign has a limit of calls per second. */
interface Moment {
  paceMs: number;
  /** Set when the moment is too far away to wait for. */
  later?: Date;
}

/** A dial that every rule allows, until `untilMs` if the rules set an end. */
interface Allowed {
  from: string;
  untilMs?: number;
}

type Placement =
  | PlacementAnswer
  | { kind: 'misconfigured'; reason: string }
  /** The permit expired before the request could leave, or the rules are about to forbid the dial. */
  | { kind: 'too_late' };

// A placement may be in flight for this long, and a pause waits for it: the provider's own deadline (4 s) and a margin
// for the steps around it. The provider refuses to dial a request that arrives later.
export const DIAL_MS = 4_500;
// A plain carrier ignores `notAfterMs`: a call that it accepts later is withdrawn, and with less time left than this
// none is requested. Twice a carrier's answer time; the steps before have the rest of the permit.
const CARRIER_LEFT_MS = 2_000;
// After this, another worker whose clock is right may take the call.
const TROUBLED_CLOCK_PAUSE_MS = 5_000;
// A job waits this long between tries while the provider's settings are wrong; each try is logged.
const MISCONFIGURED_PAUSE_MS = 60_000;

export function createPlacingActivities(deps: ActivityDeps) {
  const { store, clock, provider, limits, logger, health, publishedRules } = deps;
  const { giveBack, refrain, wait, waitForProvider } = createDialPermitRelease(deps);
  const { placed, found } = createPlaced(deps);

  return {
    /**
     * Dials, if the rules allow it at this moment. After a crash, the retry asks the provider first.
     * Throws (and is retried) while the provider cannot say what happened to a placement.
     */
    async placeCall(ref: CallRef): Promise<PlacedCall> {
      const moment = await itsMoment(ref);
      if (moment === 'given_back' || (await isHeldByTheClock(ref))) return { Kind: 'not_dialled' };
      const permitted = await permission(ref);
      if (permitted.kind !== 'dial') return permitted.answer;
      const { dial } = permitted;

      // Read after the permit is taken: see `grantDial`.
      const seen = await loadCampaignToDial(store, ref.CampaignID);
      // A call started by hand may name a campaign that is not its job's.
      const isTheirs = dial.job.CampaignID === ref.CampaignID;
      if (!seen || !isTheirs || dial.job.CancelRequestedAt || (await isAboveTheCap(seen.campaign, dial.job)))
        return giveBack(dial);
      const { campaign } = seen;
      const rules = publishedRules.of(campaign);
      const paced = outsideItsPace(moment, campaign.Data);
      if (paced) return wait(dial, campaign, { dueAt: paced, reason: 'pace' });
      const { ringSeconds, callSeconds } = callLimits(limits, dial.job, rules, clock.now());
      const callMs = (ringSeconds + callSeconds) * 1_000;
      const answer = await preDialCheck(deps, dial, seen, callMs);
      if (answer.kind !== 'dial') return refrain(dial, campaign, answer);

      const record = recordDial(
        store,
        recordOf(dial, campaign, publishedRules, { from: answer.from, now: clock.date() }),
      );
      // A carrier that keeps no ids of ours can find the call only by what the record says.
      if (provider.reportsConversationSeparately) await record;
      // Otherwise in parallel with the placement: the slot prevents a second dial.
      const [placement] = await Promise.all([place(dial, campaign, answer), record]);
      return conclude(dial, campaign, answer, placement);
    },
  };

  /** Hours, limits and permits are only as right as the clock: without a good one nothing is dialled here. */
  async function isHeldByTheClock(ref: CallRef): Promise<boolean> {
    if (clock.trouble() === undefined) return false;
    const dueAt = new Date(clock.now() + TROUBLED_CLOCK_PAUSE_MS);
    return releaseClaim(store, ref.JobID, callId(ref), { dueAt, reason: 'global_pause' });
  }

  /** The cap may have been lowered since the claim, and be used up by calls in slots above it. */
  async function isAboveTheCap(
    { _id, Data, Version }: CampaignDocument,
    { Slot }: JobDocument,
  ): Promise<boolean> {
    if (!Slot || Slot.Number >= Data.MaxActiveCalls) return true;
    if (Slot.ClaimedVersion === Version) return false;
    return (await countOutboundSlots(store, _id)) > Data.MaxActiveCalls;
  }

  /**
   * Waits for the campaign's next free moment; a call whose moment is too far away goes back into the queue. Uses the
   * pace that this process saw last: the published one is read after the permit, and `outsideItsPace` compares the two.
   * @returns undefined when no pace is known.
   */
  async function itsMoment({ CampaignID, ...ref }: CallRef): Promise<Moment | 'given_back' | undefined> {
    const seen = publishedRules.lastSeen(CampaignID);
    if (!seen) return undefined;
    const paceMs = callIntervalMs(seen.rules.data.Constraints);
    if (paceMs === undefined) return undefined;
    const pace = { intervalMs: paceMs, version: seen.version, now: clock.date() };
    const moment = await takePlacementTime(store, CampaignID, pace);
    if (moment.kind === 'later') {
      const deferral = { dueAt: moment.at, reason: 'pace' } as const;
      if (await releaseClaim(store, ref.JobID, callId(ref), deferral)) return 'given_back';
      // It began to dial earlier, so the provider is asked about it, whatever the pace.
      return { paceMs, later: moment.at };
    }
    await new Promise((resolve) => setTimeout(resolve, moment.at.getTime() - clock.now()));
    return { paceMs };
  }

  /**
   * When to try again, if the dial would exceed the published pace; at once if it only took its moment at another pace.
   */
  function outsideItsPace(moment: Moment | undefined, data: CampaignData): Date | undefined {
    const paceMs = callIntervalMs(data.Constraints);
    if (paceMs === undefined) return undefined;
    if (paceMs !== moment?.paceMs) return clock.date();
    return moment.later;
  }

  /**
   * Takes a permit to dial: the first one, or a second one when the provider says that it never got the first
   * placement.
   */
  async function permission(
    ref: CallRef,
  ): Promise<{ kind: 'dial'; dial: Dial } | { kind: 'answered'; answer: PlacedCall }> {
    const { info } = Context.current();
    const names = { jobId: ref.JobID, callId: callId(ref), runId: info.workflowExecution?.runId ?? '' };
    const until = (): Date => new Date(clock.now() + DIAL_MS);
    const first = { ...names, until: until() };
    const permit = await grantDial(store, { ...first, now: clock.date() });
    if (permit.kind === 'gone')
      return { kind: 'answered', answer: { Kind: (await endedBeneath(ref)) ? 'unknown' : 'not_dialled' } };
    if (permit.kind === 'granted') return { kind: 'dial', dial: { ref, ...first, job: permit.job } };
    // It was accepted, but the worker that stored that died before it answered. If the provider has lost it since, that
    // proves nothing.
    if (permit.job.Slot?.Stage === 'placed')
      return { kind: 'answered', answer: await found(ref, names.runId, permit.job, {}) };

    // Evaluated before asking: an answer from before the end of the first permit proves nothing.
    const mayStillArrive = isOnItsWay(permit.job, clock.now());
    const known = await provider.lookUp(await callToLookUp(store, ref));
    if (known.kind === 'unavailable') health.record(provider.name, 'failed', 'a look-up was not answered');
    if (known.kind === 'found') {
      if (known.providerCallId !== undefined)
        await recordProviderCallId(store, names.callId, known.providerCallId);
      await keepToldTranscript(deps, ref, known);
      return { kind: 'answered', answer: await found(ref, names.runId, permit.job, known.progress) };
    }
    if (known.kind === 'unavailable' || mayStillArrive) {
      // As long as this is unknown, the call may ring: its slot stays taken, even while the provider is out for
      // minutes. Counted from the dial: time in a queue says nothing about the provider.
      if (clock.now() - (permit.job.Slot?.DialUntil?.getTime() ?? 0) >= limits.lookUpForMs)
        return { kind: 'answered', answer: { Kind: 'unknown' } };
      throw new Error(`The provider cannot say whether it has call ${names.callId}`);
    }
    const trouble = clock.trouble();
    if (trouble !== undefined) throw new Error(`Call ${names.callId} is not dialled again here: ${trouble}`);
    const second = { ...names, until: until() };
    const job = await grantRedial(store, second);
    return job
      ? { kind: 'dial', dial: { ref, ...second, job } }
      : { kind: 'answered', answer: { Kind: 'not_dialled' } };
  }

  /** An ending failed the job while its placement was in flight: the call may ring, and the line is taken. */
  async function endedBeneath(ref: CallRef): Promise<boolean> {
    const { job } = await findKnownCall(store, ref.JobID, callId(ref));
    return (
      job?.FailureReason === 'campaign_ended' &&
      job.Attempts === ref.Attempt &&
      (await holdsLine(store, job, callId(ref)))
    );
  }

  async function place(
    { ref, job, until, callId: id }: Dial,
    campaign: CampaignDocument,
    { from, untilMs = Infinity }: Allowed,
  ): Promise<Placement> {
    // By other machines' clocks the permit may end this much sooner.
    const notAfterMs = Math.min(until.getTime() - CLOCK_ERROR_MS, untilMs);
    const leastLeftMs = provider.reportsConversationSeparately ? CARRIER_LEFT_MS : 0;
    if (clock.now() + leastLeftMs >= notAfterMs) return { kind: 'too_late' };
    const { ringSeconds, callSeconds } = callLimits(limits, job, publishedRules.of(campaign), clock.now());
    try {
      return await provider.place({
        callId: id,
        campaignId: ref.CampaignID,
        to: job.ContactPhoneNumber,
        from,
        maxRingSeconds: ringSeconds,
        maxCallSeconds: callSeconds,
        record: job.Overrides?.DisableRecording !== true,
        botName: campaign.Data.BotName,
        notAfterMs,
      });
    } catch (error) {
      if (error instanceof ProviderMisconfigured) return { kind: 'misconfigured', reason: error.message };
      throw error;
    }
  }

  async function conclude(
    dial: Dial,
    campaign: CampaignDocument,
    { from, untilMs = Infinity }: Allowed,
    answer: Placement,
  ): Promise<PlacedCall> {
    if (answer.kind === 'too_late' || (answer.kind === 'away' && untilMs < dial.until.getTime())) {
      // Not counted as an outage: the provider had less time than usual, because the rules are about to forbid the
      // dial, or do.
      const closed = onceClosed(
        publishedRules.of(campaign),
        dial.job,
        Math.min(untilMs, dial.until.getTime()),
      );
      return closed.kind === 'dial' ? giveBack(dial) : refrain(dial, campaign, closed);
    }
    switch (answer.kind) {
      case 'accepted':
        health.record(provider.name, 'ok');
        if (answer.providerCallId !== undefined)
          await recordProviderCallId(store, dial.callId, answer.providerCallId);
        return placed(dial, campaign, { version: campaign.Version, progress: {} });
      case 'refused':
        if (answer.reason !== 'failed') {
          health.record(provider.name, 'ok');
          return { Kind: 'refused', Outcome: answer.reason };
        }
        health.record(provider.name, 'failed', 'a placement was refused for a reason that is not listed');
        return { Kind: 'refused', Outcome: 'provider_failed' };
      case 'refused_caller_id':
        // The fault of one campaign, not of its jobs: the provider works.
        health.record(provider.name, 'ok');
        logger.error(
          { callId: dial.callId, campaignId: campaign._id, reason: answer.reason },
          'the provider does not show a caller ID: correct it there, or in the campaign, and publish the campaign',
        );
        return wait(
          dial,
          campaign,
          { dueAt: new Date(FAR_FUTURE_MS), reason: 'caller_id' },
          { refusedCallerId: from },
        );
      case 'away':
        health.record(provider.name, 'failed', answer.reason);
        return waitForProvider(dial, campaign, answer.reason);
      case 'misconfigured':
        // Nothing was dialled, and every other job would meet the same: no attempt counts.
        health.record(provider.name, 'failed', answer.reason);
        logger.error(
          { callId: dial.callId, reason: answer.reason },
          'the provider refuses us: correct its settings',
        );
        return giveBack(dial, {
          dueAt: new Date(clock.now() + MISCONFIGURED_PAUSE_MS),
          reason: 'global_pause',
        });
      case 'ambiguous':
        health.record(provider.name, 'failed', 'a placement was not answered');
        // The retry of this activity asks the provider.
        throw new Error(`The provider did not answer the placement of call ${dial.callId}`);
    }
  }
}

/** Whether an earlier placement of this run may still reach the provider. */
const isOnItsWay = ({ Slot }: JobDocument, nowMs: number): boolean =>
  Slot?.DialUntil !== undefined && Slot.DialUntil.getTime() > nowMs;
