/** An inbound call that has taken its job: its line, its record, its workflow, and how to give the job back. */
import { defaultLimits } from '../../activities/ports/deps';
import { type InboundAnswer, type InboundCall } from '../../activities/ports/voice-provider';
import { type CallRef, callId } from '../../domain/jobs/job';
import { occupyNumber } from '../../store/numbers/caller-line';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { isStarted, recordInboundCall, releaseInbound } from '../../store/calls/inbound';
import { loadJob } from '../../store/jobs/jobs';
import { releaseNumber } from '../../store/numbers/numbers';
import { type ApiDependencies } from '../http/dependencies';

export type InboundDeps = Pick<ApiDependencies, 'store' | 'clock' | 'gateway' | 'callLimits' | 'log'>;

export type Refusal = Exclude<InboundAnswer, { kind: 'accept' }>;
export const busy: Refusal = { kind: 'busy' };

/** A number's line stays taken at most this much longer than the call may last, if it is not freed. */
const LINE_MARGIN_MS = 60_000;

/** An inbound call, as a provider announces it. */
export interface Announcement {
  call: InboundCall;
  /** Names the call in ids. */
  inbound: string;
  /** See `VoiceProvider`. */
  reportsConversationSeparately: boolean;
  /** The carrier has been answered already, with the busy signal: the call is not taken any more. */
  isLate: () => boolean;
}

/** A call that has taken its job. */
export interface TakenCall extends Announcement {
  job: JobDocument;
  campaign: CampaignDocument;
}

const refOf = ({ job, campaign, inbound }: TakenCall): CallRef => ({
  CampaignID: campaign._id,
  JobID: job._id,
  Attempt: 0,
  Inbound: inbound,
});

export const inboundCallId = (jobId: string, inbound: string): string =>
  callId({ JobID: jobId, Attempt: 0, Inbound: inbound });
const callIdOf = ({ job, inbound }: TakenCall): string => inboundCallId(job._id, inbound);

const lineOf = ({ clock }: InboundDeps, taken: TakenCall) => ({
  orgId: taken.job.OrgID,
  phoneNumber: taken.job.ContactPhoneNumber,
  callId: callIdOf(taken),
  now: clock.date(),
});

function limitsOf({ callLimits = defaultLimits }: InboundDeps, { job }: TakenCall) {
  const maxCallSeconds = job.Overrides?.MaxCallSeconds ?? callLimits.callSeconds;
  const { eventGraceMs, lookEveryMs } = callLimits;
  return { maxCallSeconds, eventGraceMs, lookEveryMs, talkLimitMs: maxCallSeconds * 1_000 + eventGraceMs };
}

/** The answer to a call that is on record already. One that has ended since, or is being hung up, has none any more. */
export async function answerAgain(deps: InboundDeps, taken: TakenCall): Promise<InboundAnswer> {
  const isOn = taken.job.Slot?.CallID === callIdOf(taken);
  const isTaken = isOn && (await start(deps, taken)) === 'begun' && !taken.isLate();
  return isTaken ? accept(deps, taken) : busy;
}

/**
 * Records a call that has got its job, and starts it. `look_again`: it may not have this job after all. Only the
 * announcement that took the job gives it back: for another one it may be a call that goes on, and else the lease frees
 * it.
 */
export async function begin(
  deps: InboundDeps,
  taken: TakenCall,
  { tookJob }: { tookJob: boolean },
): Promise<InboundAnswer | 'look_again'> {
  const { call, job, campaign } = taken;
  const now = deps.clock.date();
  // All at once, since the caller is on the line; a call that must not go on is hung up.
  const steps = [
    recordInboundCall(deps.store, {
      _id: callIdOf(taken),
      OrgID: job.OrgID,
      CampaignID: campaign._id,
      JobID: job._id,
      Attempt: 0,
      Direction: 'inbound',
      ProviderCallID: call.providerCallId,
      Version: job.Slot?.Version ?? campaign.Version,
      CallerID: call.to,
      DialledAt: now,
      AnsweredAt: now,
    }),
    // Read after the job was taken: a campaign that was paused or ended meanwhile takes no calls, and an ending that
    // missed this call sees its job once we give it back.
    isStarted(deps.store, campaign._id),
    start(deps, taken),
  ] as const;
  const [isOnlyCall, isOpen, started] = await Promise.all(steps).catch(async (error: unknown) => {
    // Steps still under way would otherwise finish after the job was given back.
    await Promise.allSettled(steps);
    if (tookJob) await takeBack(deps, taken);
    throw error;
  });
  if (isOnlyCall && isOpen && started === 'begun' && !taken.isLate()) return accept(deps, taken);
  if (!isOnlyCall || tookJob) await takeBack(deps, taken, { hangsUp: started !== 'away' });
  // If it is recorded under another job, it is not over: another announcement gave this job back.
  const isOver = started === 'over' && isOnlyCall;
  return started === 'away' || isOver ? busy : 'look_again';
}

/**
 * Gives a job back, frees the line and hangs up. A step that fails is done later: by the call's workflow, which learns
 * that the carrier has no such call, or when the lease expires.
 */
async function takeBack(deps: InboundDeps, taken: TakenCall, { hangsUp = true } = {}): Promise<void> {
  const callId = callIdOf(taken);
  const done = await Promise.allSettled([
    releaseInbound(deps.store, taken.job._id, callId, deps.clock.date()),
    releaseNumber(deps.store, lineOf(deps, taken)),
  ]);
  const isTold = !hangsUp || (await deps.gateway.hangUp(callId).catch(() => false));
  if (!isTold || done.some(({ status }) => status === 'rejected'))
    deps.log.warn(
      { callId },
      'an inbound call that is not taken could not be taken back at once: it is within minutes',
    );
}

/**
 * Takes the caller's line for a call and starts its workflow; a repetition changes nothing. `on_call`: the caller is on
 * another call since we looked. `over`: the call has ended, or was given back. `away`: Temporal is away.
 */
async function start(deps: InboundDeps, taken: TakenCall): Promise<'begun' | 'on_call' | 'over' | 'away'> {
  const { job } = taken;
  const ref = refOf(taken);
  const { talkLimitMs, eventGraceMs, lookEveryMs } = limitsOf(deps, taken);
  const now = deps.clock.date();
  const [started, hasLine] = await Promise.all([
    deps.gateway.startInboundCall({
      ref,
      orgId: job.OrgID,
      limits: {
        TalkLimitMs: talkLimitMs,
        EventGraceMs: eventGraceMs,
        LookEveryMs: lookEveryMs,
        ...(taken.reportsConversationSeparately ? { AwaitsConversation: true as const } : {}),
      },
    }),
    occupyNumber(deps.store, {
      ...lineOf(deps, taken),
      until: new Date(now.getTime() + talkLimitMs + LINE_MARGIN_MS),
    }),
  ]);
  const holdsJob = (await loadJob(deps.store, job._id))?.Slot?.CallID === callIdOf(taken);
  // A call that ended meanwhile may have freed the line before it was taken here.
  if (!holdsJob) await releaseNumber(deps.store, lineOf(deps, taken));
  if (started === 'away')
    deps.log.warn({ callId: callIdOf(taken) }, 'an inbound call was not taken: Temporal is away');
  if (started !== 'begun') return started;
  return !holdsJob ? 'over' : hasLine ? 'begun' : 'on_call';
}

const accept = (deps: InboundDeps, taken: TakenCall): InboundAnswer => ({
  kind: 'accept',
  callId: callIdOf(taken),
  botName: taken.campaign.Data.BotName,
  maxCallSeconds: limitsOf(deps, taken).maxCallSeconds,
  record: taken.job.Overrides?.DisableRecording !== true,
});
