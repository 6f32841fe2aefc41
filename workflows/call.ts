import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { type CallProgress, foldCallEvent, isCallEvent } from '../domain/call';
import { type HangUpCause, type Outcome } from '../domain/outcome';
import { askingProvider, placing, settled } from './activity-options';
import { callEventSignal, type CallInput, type CallResult, hangUpSignal } from './contract';
import { type PlacedCall } from '../activities/placing';

// Rounds of hanging up and looking up before a call counts as unknown and its slot is freed.
const HANG_UP_ROUNDS = 3;
// How long the end event of a call may take that nobody is sure was placed: as long as any other's.
const UNKNOWN_GRACE_MS = 5_000;

/**
 * One attempt: dials once, waits for the call to end, settles the job and frees the slot on every way out.
 *
 * Id: callId(input). Hears the signals callEvent (from the provider) and hangUp. Short enough never to continue as new.
 * A cancellation from the Temporal UI hangs the call up and cancels its job.
 */
export async function callWorkflow(input: CallInput): Promise<CallResult> {
  const ref = { CampaignID: input.CampaignID, JobID: input.JobID, Attempt: input.Attempt };
  const provider = askingProvider(input.taskQueues);
  let progress: CallProgress = {};
  let hangUpCause: HangUpCause | undefined;

  setHandler(
    callEventSignal,
    (event) => {
      if (isCallEvent(event)) progress = foldCallEvent(progress, event);
      else log.warn('malformed call event ignored');
    },
    { description: 'What the provider says of the call: answered, ended.' },
  );
  setHandler(
    hangUpSignal,
    (cause) => {
      hangUpCause ??= cause === 'campaign_ended' ? cause : 'canceled';
    },
    { description: 'Ask the call to end; its job is cancelled.' },
  );
  setDefaultSignalHandler((name) => log.warn('unknown signal ignored', { signal: name }));
  CancellationScope.current().cancelRequested.catch(() => {
    hangUpCause ??= 'canceled';
  });

  return CancellationScope.nonCancellable(async () => {
    const placed = await place();
    switch (placed.kind) {
      case 'not_dialled':
        return { Outcome: 'not_dialled' };
      case 'refused':
        return settle(placed.outcome);
      case 'unknown':
        // It may ring: it is hung up before its slot goes to somebody else.
        await untilHungUp(UNKNOWN_GRACE_MS);
        return settle();
      case 'placed':
        await untilOver(placed);
        return settle();
    }
  });

  async function place(): Promise<PlacedCall> {
    try {
      const placed = await placing(input.taskQueues).placeCall(ref);
      if (placed.kind === 'placed') adopt(placed.progress);
      return placed;
    } catch (error) {
      if (isCancellation(error)) throw error;
      // Every retry failed. Settling tells a claim that never dialled (given back) from one that may have.
      log.warn('placement failed', { error: String(error) });
      return { kind: 'unknown' };
    }
  }

  /** Rings up to its limit, talks up to its limit, then is hung up. */
  async function untilOver({
    ringLimitMs,
    talkLimitMs,
    eventGraceMs,
  }: Extract<PlacedCall, { kind: 'placed' }>): Promise<void> {
    const isOver = (): boolean => progress.end !== undefined || hangUpCause !== undefined;
    const isAnswered = (): boolean => progress.answeredAtMs !== undefined;
    if (!(await condition(() => isOver() || isAnswered(), ringLimitMs))) hangUpCause = 'ring_limit';
    else if (!isOver() && !(await condition(isOver, talkLimitMs))) hangUpCause = 'talk_limit';
    await untilHungUp(eventGraceMs);
  }

  async function untilHungUp(eventGraceMs: number): Promise<void> {
    for (let round = 0; round < HANG_UP_ROUNDS && !progress.end; round += 1)
      if ((await hangUp(eventGraceMs)) === 'lost') return;
  }

  /** Ends the call, or finds out that it has ended and the event was lost, or that the provider has lost the call. */
  async function hangUp(eventGraceMs: number): Promise<'asked' | 'lost'> {
    try {
      await provider.hangUpCall(ref);
    } catch (error) {
      log.warn('hang-up failed', { error: String(error) });
    }
    if (await condition(() => progress.end !== undefined, eventGraceMs)) return 'asked';
    try {
      const known = await provider.lookUpCall(ref);
      if (known.kind === 'found') adopt(known.progress);
      return known.kind === 'not_found' ? 'lost' : 'asked';
    } catch (error) {
      // The slot is freed all the same: a provider that cannot be reached must not stop the campaign.
      log.warn('look-up failed', { error: String(error) });
      return 'asked';
    }
  }

  /** Folds in what the provider said when asked, as if its events had come. */
  function adopt({ answeredAtMs, answeredBy, end }: CallProgress): void {
    if (answeredAtMs !== undefined)
      progress = foldCallEvent(progress, {
        kind: 'answered',
        atMs: answeredAtMs,
        by: answeredBy ?? 'unknown',
      });
    if (end) progress = foldCallEvent(progress, { kind: 'ended', ...end });
  }

  async function settle(refused?: Outcome): Promise<CallResult> {
    const Outcome = await settled.settleCall({
      ...ref,
      progress,
      ...(hangUpCause === undefined ? {} : { hangUpCause }),
      ...(refused === undefined ? {} : { refused }),
    });
    return { Outcome };
  }
}
