import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { type CallProgress, foldCallEvent, isCallEvent } from '../domain/calls/call';
import { type HangUpCause, type Outcome } from '../domain/calls/outcome';
import { type CallRef } from '../domain/jobs/job';
import { analyzeCall, hangUpCall, lookUpCall, placeCall, settleCall, withdrawDial } from './activity-options';
import {
  callEventSignal,
  type CallInput,
  type CallResult,
  hangUpSignal,
  type PlacedCall,
  type TalkLimits,
  withdrawSignal,
} from './contract';
import { checkCallInput } from './inputs';

// The longest call, four hours, every five minutes. Each costs eleven events of history: 550 at most, whatever the input says.
const MOST_LOOKS = 50;
// Twilio waits 15 s for our answer, others less: by then a carrier has the call, or has given up and never tells of it.
const HEARD_WITHIN_MS = 15_000;
// Rounds of asking a provider that is out, or that has the call and does not end it: about ten minutes, with the tries of
// each round. By then it has lost the call, or keeps it whatever we say.
const MOST_ROUNDS = 40;
const AWAY_PAUSE_MS = 5_000;
// How long the end event of a call may take that nobody is sure was placed: as long as any other's.
const UNKNOWN_GRACE_MS = 5_000;

/**
 * One attempt: dials once, waits for the call to end, settles the job and frees the slot on every way out. A call to us
 * begins where a placed one is answered. What was said is analysed, if the campaign asks for it, after the slot is free.
 *
 * Id: callId(input). Hears the signals callEvent (from the provider), hangUp and withdraw. Short enough never to continue as new.
 * A cancellation from the Temporal UI hangs the call up and cancels its job.
 */
export async function callWorkflow(input: CallInput): Promise<CallResult> {
  checkCallInput(input);
  const ref: CallRef = {
    CampaignID: input.CampaignID,
    JobID: input.JobID,
    Attempt: input.Attempt,
    ...(input.Inbound === undefined ? {} : { Inbound: input.Inbound }),
  };
  let progress: CallProgress = {};
  let hangUpCause: HangUpCause | undefined;
  let isWithdrawn = false;
  const isOver = (): boolean => progress.end !== undefined || hangUpCause !== undefined;

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
  setHandler(
    withdrawSignal,
    () => {
      isWithdrawn = true;
    },
    { description: 'Its claim was given back: leave the queue unless it is dialled already.' },
  );
  setDefaultSignalHandler((name) => log.warn('unknown signal ignored', { signal: name }));
  CancellationScope.current().cancelRequested.catch(() => {
    hangUpCause ??= 'canceled';
  });

  return CancellationScope.nonCancellable(async () => {
    if (input.InboundLimits) {
      if (!(await isHeard())) return settle();
      await untilOver({ RingLimitMs: 0, ...input.InboundLimits });
      return settle();
    }
    const placed = await place();
    switch (placed.Kind) {
      case 'not_dialled':
        return { Outcome: 'not_dialled' };
      case 'refused':
        return settle(placed.Outcome);
      case 'unknown':
        // It may ring: it is hung up before its slot goes to somebody else.
        await untilHungUp(UNKNOWN_GRACE_MS);
        return settle();
      case 'placed':
        await untilOver(placed);
        return settle();
    }
  });

  /** Dials, unless the call is told to end before it may: then it leaves the queue at once, and nothing is dialled. */
  async function place(): Promise<PlacedCall> {
    const scope = new CancellationScope();
    let answered = false;
    const placement = scope
      .run(() => placeCall(ref))
      .catch((error: unknown): PlacedCall => {
        // Every retry failed. A claim that never dialled is given back, without asking anybody.
        if (!isCancellation(error)) log.warn('placement failed', { error: String(error) });
        return { Kind: 'unknown' };
      })
      .then((placed) => {
        answered = true;
        return placed;
      });
    await condition(() => answered || hangUpCause !== undefined || isWithdrawn);
    // What waits in the queue leaves it at once. What has begun says what came of it: a claim of the same call may have followed.
    if (!answered) {
      const isCanceled = hangUpCause !== undefined;
      let withdrawal = await withdraw();
      if (withdrawal === 'dialling' && !isCanceled) {
        // A hang-up that comes later is written too: the permission to dial again sees it.
        await condition(() => answered || hangUpCause !== undefined);
        if (!answered) withdrawal = await withdraw();
      }
      if (withdrawal === 'withdrawn') scope.cancel();
    }
    const placed = await placement;
    if (placed.Kind === 'placed') adopt(placed.Progress);
    if (placed.Kind === 'unknown' && (await withdraw()) === 'withdrawn') return { Kind: 'not_dialled' };
    return placed;
  }

  function withdraw() {
    return withdrawDial({
      ...ref,
      ...(hangUpCause === undefined ? {} : { HangUpCause: hangUpCause }),
    });
  }

  /** Rings up to its limit, talks up to its limit, then is hung up. */
  async function untilOver({
    RingLimitMs: ringLimitMs,
    TalkLimitMs: talkLimitMs,
    EventGraceMs: eventGraceMs,
    LookEveryMs: lookEveryMs,
    AwaitsConversation: awaitsConversation,
  }: { RingLimitMs: number } & TalkLimits): Promise<void> {
    const isAnswered = (): boolean =>
      input.InboundLimits !== undefined || progress.answeredAtMs !== undefined;
    if (!(await condition(() => isOver() || isAnswered(), ringLimitMs))) {
      // The event of the answer may be lost: nobody is cut off for that, and called again as if they had not answered.
      await untilProviderSays(() => isOver() || isAnswered());
      if (!isOver() && !isAnswered()) hangUpCause = 'ring_limit';
    }
    if (!isOver() && (await untilTalked(talkLimitMs, lookEveryMs)) === 'too_long') hangUpCause = 'talk_limit';
    await untilHungUp(eventGraceMs);
    const mayHaveTalked = progress.end?.reason === 'completed' || progress.end?.reason === 'unknown';
    if (awaitsConversation && (progress.answeredAtMs !== undefined || mayHaveTalked))
      await condition(() => progress.conversation !== undefined, eventGraceMs);
  }

  /**
   * Waits until the call is over, or has lasted as long as it may. Now and then it asks: the end may be lost, and a provider that
   * was started anew may have lost the call. Nobody is cut off because it cannot be asked.
   */
  async function untilTalked(
    talkLimitMs: number,
    lookEveryMs = Infinity,
  ): Promise<'over' | 'lost' | 'too_long'> {
    const endMs = Date.now() + talkLimitMs;
    const leftMs = (): number => endMs - Date.now();
    for (let looks = 0; looks < MOST_LOOKS && leftMs() > lookEveryMs; looks += 1) {
      if (await condition(isOver, lookEveryMs)) return 'over';
      if (leftMs() <= 0) break;
      if ((await lookInPassing()) === 'lost' && !isOver()) return 'lost';
    }
    return isOver() || (leftMs() > 0 && (await condition(isOver, leftMs()))) ? 'over' : 'too_long';
  }

  /** Asks while nothing is missed of the call. Who is to be hung up meanwhile does not wait for an answer. */
  async function lookInPassing(): Promise<'asked' | 'lost' | 'away' | undefined> {
    let answer: 'asked' | 'lost' | 'away' | undefined;
    void lookUp({ Routine: true }).then((known) => (answer = known));
    await condition(() => isOver() || answer !== undefined);
    return answer;
  }

  /**
   * Whether the carrier has a call to us that was accepted. It has not when the API died before it answered, or answered
   * nobody; then no event ever comes. A carrier that cannot be asked may have it.
   */
  async function isHeard(): Promise<boolean> {
    if (await condition(isOver, HEARD_WITHIN_MS)) return true;
    return (await lookInPassing()) !== 'lost' || isOver();
  }

  /** Asks what became of the call, for as long as nobody can say and nothing is heard. */
  async function untilProviderSays(isHeard: () => boolean): Promise<void> {
    for (let asked = 0; asked < MOST_ROUNDS && !isHeard(); asked += 1) {
      if ((await lookUp()) !== 'away') return;
      await condition(isHeard, AWAY_PAUSE_MS);
    }
  }

  async function untilHungUp(eventGraceMs: number): Promise<void> {
    for (let asked = 0; asked < MOST_ROUNDS && !progress.end; asked += 1) {
      const answer = await hangUp(eventGraceMs);
      if (answer === 'lost') return;
      // A provider that is out may have the call all the same: its word is worth waiting for.
      if (answer === 'away') await condition(() => progress.end !== undefined, AWAY_PAUSE_MS);
      // Else somebody is on the line as long as the provider says so: the slot is not free yet.
    }
  }

  /** Ends the call, or finds out that it has ended and the event was lost, or that the provider has lost the call. */
  async function hangUp(eventGraceMs: number): Promise<'asked' | 'lost' | 'away'> {
    try {
      await hangUpCall(ref);
    } catch (error) {
      log.warn('hang-up failed', { error: String(error) });
    }
    if (await condition(() => progress.end !== undefined, eventGraceMs)) return 'asked';
    return lookUp();
  }

  async function lookUp(how: { Routine?: true } = {}): Promise<'asked' | 'lost' | 'away'> {
    try {
      const known = await lookUpCall({ ...ref, ...how });
      if (known.Kind === 'found') adopt(known.Progress);
      return ({ found: 'asked', not_found: 'lost', unavailable: 'away' } as const)[known.Kind];
    } catch (error) {
      log.warn('look-up failed', { error: String(error) });
      return 'away';
    }
  }

  /** Folds in what the provider said when asked, as if its events had come. */
  function adopt({ answeredAtMs, answeredBy, conversation, end }: CallProgress): void {
    if (answeredAtMs !== undefined)
      progress = foldCallEvent(progress, {
        kind: 'answered',
        atMs: answeredAtMs,
        by: answeredBy ?? 'unknown',
      });
    if (conversation) progress = foldCallEvent(progress, { kind: 'conversation', ...conversation });
    if (end) progress = foldCallEvent(progress, { kind: 'ended', ...end });
  }

  async function settle(refused?: Outcome): Promise<CallResult> {
    const settlement = await settleCall({
      ...ref,
      Progress: progress,
      ...(hangUpCause === undefined ? {} : { HangUpCause: hangUpCause }),
      ...(refused === undefined ? {} : { Refused: refused }),
    });
    if (settlement !== 'analyzing') return { Outcome: settlement };
    await analyzeCall(ref);
    return { Outcome: 'analyzed' };
  }
}
