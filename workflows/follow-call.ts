/**
 * From the moment that a provider may have a call until it is over, also when events are lost or the provider is out.
 */
import { condition, log } from '@temporalio/workflow';
import { type CallRef } from '../domain/jobs/job';
import { hangUpCall, lookUpCall } from './activity-options';
import { adopt, type CallSoFar, isOver } from './call-so-far';
import { type TalkLimits } from './contract';

// The longest call, four hours, every five minutes. Each costs eleven events of history: 550 at most, whatever the
// input says.
const MOST_LOOKS = 50;
// Twilio waits 15 s for our answer, others less: by then a carrier has the call, or has given up and never tells of it.
const HEARD_WITHIN_MS = 15_000;
// Rounds of asking a provider that is out, or that has the call and does not end it: about ten minutes, with the tries
// of each round. By then it has lost the call, or keeps it whatever we say.
const MOST_ROUNDS = 40;
const AWAY_PAUSE_MS = 5_000;

/** What the provider answers: it has been `asked`, it has `lost` the call (or never had it), or it is `away`. */
type Answer = 'asked' | 'lost' | 'away';

/** @returns the ways to follow `call`, whose messages change what is known of it meanwhile. */
export function following(ref: CallRef, call: CallSoFar) {
  return { untilOver, untilTalked, untilHungUp, isHeard };

  /** Rings up to its limit, and talks then. */
  async function untilOver({ RingLimitMs, ...limits }: { RingLimitMs: number } & TalkLimits): Promise<void> {
    const isAnsweredOrOver = (): boolean => call.progress.answeredAtMs !== undefined || isOver(call);
    if (!(await condition(isAnsweredOrOver, RingLimitMs))) {
      // The event of the answer may be lost: nobody is cut off for that, and called again as if they had not answered.
      await untilProviderSays(isAnsweredOrOver);
      if (!isAnsweredOrOver()) call.hangUpCause = 'ring_limit';
    }
    await untilTalked(limits);
  }

  /** Talks up to its limit, and is hung up then. */
  async function untilTalked(limits: TalkLimits): Promise<void> {
    if (!isOver(call) && (await talk(limits)) === 'too_long') call.hangUpCause = 'talk_limit';
    await untilHungUp(limits.EventGraceMs);
    const { answeredAtMs, end } = call.progress;
    const hasTalked = answeredAtMs !== undefined || end?.reason === 'completed' || end?.reason === 'unknown';
    if (limits.AwaitsConversation && hasTalked)
      await condition(() => call.progress.conversation !== undefined, limits.EventGraceMs);
  }

  /**
   * Waits until the call is over, or has lasted as long as it may. Now and then it asks: the end may be lost, and a
   * provider that was started anew may have lost the call. Nobody is cut off because it cannot be asked.
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
   * Whether the carrier has a call to us that was accepted. It has not when the API died before it answered, or
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
      // A provider that is out may have the call all the same: its word is worth waiting for.
      if (answer === 'away') await condition(() => call.progress.end !== undefined, AWAY_PAUSE_MS);
      // Else somebody is on the line as long as the provider says so: the slot is not free yet.
    }
  }

  /** Ends the call, or finds out that it has ended and the event was lost, or that the provider has lost the call. */
  async function hangUp(eventGraceMs: number): Promise<Answer> {
    try {
      await hangUpCall(ref);
    } catch (error) {
      log.warn('hang-up failed', { error: String(error) });
    }
    if (await condition(() => call.progress.end !== undefined, eventGraceMs)) return 'asked';
    return lookUp();
  }

  /** Asks what became of the call, for as long as nobody can say and nothing is heard. */
  async function untilProviderSays(isAnythingHeard: () => boolean): Promise<void> {
    for (let asked = 0; asked < MOST_ROUNDS && !isAnythingHeard(); asked += 1) {
      if ((await lookUp()) !== 'away') return;
      await condition(isAnythingHeard, AWAY_PAUSE_MS);
    }
  }

  /** Asks while nothing is missed of the call. Who is to be hung up meanwhile does not wait for an answer. */
  async function lookInPassing(): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    void lookUp({ Routine: true }).then((known) => (answer = known));
    await condition(() => isOver(call) || answer !== undefined);
    return answer;
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
