import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import { type Outcome } from '../domain/calls/outcome';
import { type CallRef } from '../domain/jobs/job';
import { analyzeCall, placeCall, settleCall, withdrawDial } from './activity-options';
import { adopt, type CallSoFar, hearOfCall } from './call-so-far';
import { type CallInput, type CallResult, type PlacedCall, type Withdrawal } from './contract';
import { following } from './follow-call';
import { checkCallInput } from './inputs';

// How long to wait for the end event of a call that may not have been placed: as long as for any other.
const UNKNOWN_GRACE_MS = 5_000;

/**
 * One attempt: dials once, waits for the call to end, settles the job and frees the slot on every way out. An inbound
 * call starts at the point where a placed one is answered. If the campaign asks for it, the conversation is analysed
 * after the slot is freed.
 *
 * Id: callId(input). Handles the signals callEvent (from the provider), hangUp and withdraw. Short enough never to
 * continue as new. A cancellation from the Temporal UI hangs the call up and cancels its job.
 */
export async function callWorkflow(input: CallInput): Promise<CallResult> {
  checkCallInput(input);
  const { InboundLimits } = input;
  const ref = refOf(input);
  const call = hearOfCall();
  const { isHeard, untilTalked, untilOver, untilHungUp } = following(ref, call);

  return CancellationScope.nonCancellable(async () => {
    if (InboundLimits) {
      if (await isHeard()) await untilTalked(InboundLimits);
      return settle(ref, call);
    }
    const placed = await place(ref, call);
    switch (placed.Kind) {
      case 'not_dialled':
        return { Outcome: 'not_dialled' };
      case 'refused':
        return settle(ref, call, placed.Outcome);
      case 'unknown':
        // It may ring: it is hung up before another call gets its slot.
        await untilHungUp(UNKNOWN_GRACE_MS);
        return settle(ref, call);
      case 'placed':
        adopt(call, placed.Progress);
        await untilOver(placed);
        return settle(ref, call);
    }
  });
}

/** Only the fields that an activity needs; any others in the input are dropped. */
function refOf({ CampaignID, JobID, Attempt, Inbound }: CallInput): CallRef {
  return { CampaignID, JobID, Attempt, ...(Inbound === undefined ? {} : { Inbound }) };
}

/** Dials, unless the call is told to end before it may dial: then its placement is cancelled and nothing is dialled. */
async function place(ref: CallRef, call: CallSoFar): Promise<PlacedCall> {
  const scope = new CancellationScope();
  let isAnswered = false;
  const placement = scope
    .run(() => placeCall(ref))
    .catch((error: unknown): PlacedCall => {
      // Every retry failed. Below, a claim that never dialled is given back without asking the provider.
      if (!isCancellation(error)) log.warn('placement failed', { error: String(error) });
      return { Kind: 'unknown' };
    })
    .then((placed) => {
      isAnswered = true;
      return placed;
    });
  await condition(() => isAnswered || call.hangUpCause !== undefined || call.isWithdrawn);
  // What waits in the queue leaves it at once. What has begun says what came of it: a claim of the same call may have
  // followed.
  if (!isAnswered && (await leaveTheQueue()) === 'withdrawn') scope.cancel();
  const placed = await placement;
  if (placed.Kind === 'unknown' && (await withdraw(ref, call)) === 'withdrawn')
    return { Kind: 'not_dialled' };
  return placed;

  async function leaveTheQueue(): Promise<Withdrawal> {
    const isToldToEnd = call.hangUpCause !== undefined;
    const withdrawal = await withdraw(ref, call);
    if (withdrawal === 'withdrawn' || isToldToEnd) return withdrawal;
    // A later hang-up is stored too: the redial check sees it.
    await condition(() => isAnswered || call.hangUpCause !== undefined);
    return isAnswered ? withdrawal : withdraw(ref, call);
  }
}

/** Gives the claim back if it has not been dialled. */
function withdraw(ref: CallRef, { hangUpCause }: CallSoFar): Promise<Withdrawal> {
  return withdrawDial({ ...ref, ...(hangUpCause === undefined ? {} : { HangUpCause: hangUpCause }) });
}

/** Moves the job on and frees the slot; then has the conversation analysed, if the campaign asks for it. */
async function settle(
  ref: CallRef,
  { progress, hangUpCause }: CallSoFar,
  refused?: Outcome,
): Promise<CallResult> {
  const settled = await settleCall({
    ...ref,
    Progress: progress,
    ...(hangUpCause === undefined ? {} : { HangUpCause: hangUpCause }),
    ...(refused === undefined ? {} : { Refused: refused }),
  });
  if (settled !== 'analyzing') return { Outcome: settled };
  await analyzeCall(ref);
  return { Outcome: 'analyzed' };
}
