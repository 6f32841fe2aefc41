/**
 * From the moment that a provider may have a call until it is over, also when events are lost or the provider is out.
 */
import { condition, log } from '@temporalio/workflow';
import { type CallRef } from '../domain/jobs/job';
import { withAnswer } from '../domain/calls/call';
import { findAnswer, hangUpCall, lookUpCall } from './activity-options';
import { adopt, type CallSoFar, isOver } from './call-so-far';
import { type TalkLimits } from './contract';

// The longest call, four hours, every five minutes. Each costs eleven events of history: 550 at most, whatever the
// input says.
const MOST_LOOKS = 50;
// Twilio waits 15 s for our answer, others less: by then a carrier has the call, or has given up and sends no event.
const HEARD_WITHIN_MS = 15_000;
// Rounds of asking a provider that is out, or that has the call and does not end it: about ten minutes, with the tries
// of each round. By then it has lost the call, or keeps it whatever we say.
const MOST_ROUNDS = 40;
const AWAY_PAUSE_MS = 5_000;

/** The provider's answer: it has the call (`asked`), it has `lost` it or never had it, or it is `away`. */
type Answer = 'asked' | 'lost' | 'away';

/** @returns functions that follow `call`, which signals change meanwhile. */
export function following(ref: CallRef, call: CallSoFar) {
  return { untilOver, untilTalked, untilHungUp, isHeard };

  /** Waits for an answer up to the ring limit, then for the end of the call. */
  async function untilOver({ RingLimitMs, ...limits }: { RingLimitMs: number } & TalkLimits): Promise<void> {
    const isAnsweredOrOver = (): boolean => call.progress.answeredAtMs !== undefined || isOver(call);
    let talkedMs = 0;
    if (!(await condition(isAnsweredOrOver, RingLimitMs))) {
      talkedMs = Math.min(await hearAnswer(isAnsweredOrOver), RingLimitMs);
      // The answered event may be lost: then the callee must not be cut off, and called again as if they had not
      // answered.
      await untilProviderSays(isAnsweredOrOver);
      if (!isAnsweredOrOver()) call.hangUpCause = 'ring_limit';
    }
    await untilTalked({ ...limits, TalkLimitMs: Math.max(limits.TalkLimitMs - talkedMs, 0) });
  }

  /**
   * An answer is stored in the call's record, and wakes nothing here: most calls are over before their ring limit.
   * Stops waiting for the database once `isAnythingHeard`.
   * @returns for how long the call is known to be answered.
   */
  async function hearAnswer(isAnythingHeard = (): boolean => false): Promise<number> {
    const heard = await unlessSooner(findAnswer(ref), isAnythingHeard);
    if (!heard) return 0;
    call.progress = withAnswer(call.progress, { atMs: heard.AtMs, by: heard.By });
    return heard.AgoMs;
  }

  /** Lets the call talk up to its limit, then hangs it up. */
  async function untilTalked(limits: TalkLimits): Promise<void> {
    if (!isOver(call) && (await talk(limits)) === 'too_long') call.hangUpCause = 'talk_limit';
    await untilHungUp(limits.EventGraceMs);
    if (limits.AwaitsConversation && (await hasTalked()))
      await condition(() => call.progress.conversation !== undefined, limits.EventGraceMs);
  }

  async function hasTalked(): Promise<boolean> {
    const { end } = call.progress;
    if (end?.reason === 'completed' || end?.reason === 'unknown') return true;
    if (call.progress.answeredAtMs === undefined) await hearAnswer();
    return call.progress.answeredAtMs !== undefined;
  }

  /**
   * Waits until the call is over, or has lasted as long as it may. Now and then it asks: the end may be lost, and a
   * provider that was restarted may have lost the call. No callee is cut off because the provider cannot be asked.
   */
  async function talk({
    TalkLimitMs,
    LookEveryMs = Infinity,
  }: TalkLimits): Promise<'over' | 'lost' | 'too_long'> {
    const isOverNow = (): boolean => isOver(call);
    const endMs = Date.now() + TalkLimitMs;
    const leftMs = (): number => endMs - Date.now();
    for (let looks = 0; looks < MOST_LOOKS && leftMs() > LookEveryMs; looks += 1) {
      if (await condition(isOverNow, LookEveryMs)) return 'over';
      if (leftMs() <= 0) break;
      if ((await lookInPassing()) === 'lost' && !isOver(call)) return 'lost';
    }
    return isOver(call) || (leftMs() > 0 && (await condition(isOverNow, leftMs()))) ? 'over' : 'too_long';
  }

  /**
   * Whether the carrier has an inbound call that was accepted. It has not when the API died before it answered, or
   * answered nobody; then no event ever comes. A carrier that cannot be asked may have it.
   */
  async function isHeard(): Promise<boolean> {
    if (await condition(() => isOver(call), HEARD_WITHIN_MS)) return true;
    return (await lookInPassing()) !== 'lost' || isOver(call);
  }

  async function untilHungUp(eventGraceMs: number): Promise<void> {
    for (let asked = 0; asked < MOST_ROUNDS && !call.progress.end; asked += 1) {
      const answer = await hangUp(eventGraceMs);
      if (answer === 'lost') return;
      // A provider that is out may still have the call: wait for its events.
      if (answer === 'away') await condition(() => call.progress.end !== undefined, AWAY_PAUSE_MS);
      // Otherwise the callee is on the line as long as the provider says so: the slot is not free yet.
    }
  }

  /**
   * Ends the call, or finds out that it has ended and the end event was lost, or that the provider has lost the call.
   */
  async function hangUp(eventGraceMs: number): Promise<Answer> {
    try {
      await hangUpCall(ref);
    } catch (error) {
      log.warn('hang-up failed', { error: String(error) });
    }
    if (await condition(() => call.progress.end !== undefined, eventGraceMs)) return 'asked';
    return lookUp();
  }

  /** Looks the call up until the provider answers or an event comes. */
  async function untilProviderSays(isAnythingHeard: () => boolean): Promise<void> {
    for (let asked = 0; asked < MOST_ROUNDS && !isAnythingHeard(); asked += 1) {
      if ((await lookUp()) !== 'away') return;
      await condition(isAnythingHeard, AWAY_PAUSE_MS);
    }
  }

  /** Looks a running call up. Stops waiting for the answer when the call is over or must be hung up. */
  async function lookInPassing(): Promise<Answer | undefined> {
    return unlessSooner(lookUp({ Routine: true }), () => isOver(call));
  }

  async function lookUp(how: { Routine?: true } = {}): Promise<Answer> {
    try {
      const known = await lookUpCall({ ...ref, ...how });
      if (known.Kind === 'found') adopt(call, known.Progress);
      return ({ found: 'asked', not_found: 'lost', unavailable: 'away' } as const)[known.Kind];
    } catch (error) {
      log.warn('look-up failed', { error: String(error) });
      return 'away';
    }
  }
}

/** What is asked for, unless `isSooner` comes true before: then it is no longer waited for. */
async function unlessSooner<T>(asked: Promise<T>, isSooner: () => boolean): Promise<T | undefined> {
  let answer: T | undefined;
  void asked.then((known) => (answer = known));
  await condition(() => answer !== undefined || isSooner());
  return answer;
}
