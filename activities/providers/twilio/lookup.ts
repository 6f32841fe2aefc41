/** Finds a call at Twilio, which keeps no id of ours, and reads its record. */
import { type Twilio } from 'twilio';
import { type CallInstance } from 'twilio/lib/rest/api/v2010/account/call';
import { type CallProgress } from '../../../domain/calls/call';
import { isInRange } from '../../../domain/time/instants';
import { canonicalOrSame } from '../../../domain/numbers/phone-number';
import { type KnownCall, type LookUpAnswer } from '../../ports/voice-provider';
import { type ProviderClock } from '../provider-clock';
import { choose } from './candidates';
import { faultOf, isUnknownCall } from './errors';
import { mayHaveTalked, secondsIn } from './events';
import { isCallSid, isE164 } from './requests';
import { answererOf, isListed, stageOf } from './statuses';
import { type NoteUnlisted } from '../unlisted';

/** The SDK turns any number into a time: no call is older than Twilio. */
const TWILIO_BEGAN_MS = Date.UTC(2008, 0, 1);

/** Twilio lists the latest first; one number is not called this often between a placement and its look-up. */
const LISTED_CALLS = 50;

/** Twilio's client, and how far its clock is from ours. */
export interface ClockedTwilio {
  client: Twilio;
  clock: ProviderClock;
  /** Our time, Unix ms. */
  now: () => number;
  noteOf: (callId: string) => NoteUnlisted;
}

type Found = { kind: 'found'; record: CallInstance } | { kind: 'not_found' } | { kind: 'unavailable' };

/** Finds a call's record: by Twilio's id if we know it, else by its two numbers and its time. */
export async function findCall({ client, clock }: ClockedTwilio, call: KnownCall): Promise<Found> {
  if (call.providerCallId !== undefined) return fetchCall(client, call.providerCallId);
  // Our record of it is missing. A listing without numbers would prove nothing.
  if (!call.to || !call.from) return { kind: 'unavailable' };
  try {
    const others = new Set(await call.otherProviderCallIds?.());
    // Not by StartTime: a call that waits in Twilio's queue has none.
    const numbers = { to: call.to, from: call.from };
    const { body: page, headers } = await client.calls.pageWithHttpInfo({
      ...numbers,
      pageSize: LISTED_CALLS,
    });
    const offset = clock.offset();
    if (!offset || !clock.isWithinBound()) return { kind: 'unavailable' };
    const chosen = choose(
      {
        calls: page.instances
          .filter((listed) => mayBeOurs(listed, call))
          .map((record) => ({
            sid: record.sid,
            createdAtMs: msOf(record.dateCreated),
            isDoubtful: !isCertain(record),
            record,
          })),
        isCutOff: page.instances.length >= LISTED_CALLS || page.nextPageUrl !== undefined,
        dateMs: msOf(headers['date']),
      },
      { dialledAtMs: call.dialledAtMs, others },
      offset,
    );
    if (chosen === 'not_found') return { kind: 'not_found' };
    return chosen === 'cannot_say' ? { kind: 'unavailable' } : { kind: 'found', record: chosen.record };
  } catch {
    return { kind: 'unavailable' };
  }
}

async function fetchCall(client: Twilio, sid: string): Promise<Found> {
  try {
    const record = await client.calls(sid).fetch();
    // Anything else comes from a proxy in between.
    return record.sid === sid ? { kind: 'found', record } : { kind: 'unavailable' };
  } catch (error) {
    return { kind: isUnknownCall(faultOf(error)) ? 'not_found' : 'unavailable' };
  }
}

/** Twilio's words for calls that the API did not place (https://www.twilio.com/docs/voice/api/call-resource). */
const othersDirections = new Set<unknown>([
  'inbound',
  'outbound-dial',
  'trunking-terminating',
  'trunking-originating',
]);

/**
 * Excludes only calls that are certainly others: an unknown word must not make our call look as if it was never placed.
 */
const mayBeOurs = ({ direction, to, from }: CallInstance, call: KnownCall): boolean =>
  !othersDirections.has(direction) && !isAnother(to, call.to) && !isAnother(from, call.from);

const isNumber = (listed: unknown): listed is string => typeof listed === 'string' && isE164(listed);
/** Twilio may list a number in another form than we dialled. */
const isAnother = (listed: unknown, ours: string): boolean =>
  isNumber(listed) && canonicalOrSame(listed) !== canonicalOrSame(ours);
const isCertain = ({ sid, direction, to, from }: CallInstance): boolean =>
  typeof sid === 'string' && isCallSid(sid) && direction === 'outbound-api' && isNumber(to) && isNumber(from);

export async function lookUpCall(twilio: ClockedTwilio, call: KnownCall): Promise<LookUpAnswer> {
  const found = await findCall(twilio, call);
  if (found.kind !== 'found') return found;
  const progress = progressFrom(found.record, twilio, twilio.noteOf(call.callId));
  return { kind: 'found', progress, providerCallId: found.record.sid };
}

/** Reads the record, and leaves out what cannot be understood. */
function progressFrom(call: CallInstance, { clock, now }: ClockedTwilio, note: NoteUnlisted): CallProgress {
  const oursOf = (time: unknown): number | undefined => {
    const ms = msOf(time);
    return ms === undefined ? undefined : clock.ours(ms);
  };
  const by = answererOf(call.answeredBy, () => note('AnsweredBy', call.answeredBy));
  if (!isListed(call.status)) note('CallStatus', call.status);
  const stage = stageOf(call.status, { isOver: oursOf(call.endTime) !== undefined, answeredBy: by });
  switch (stage.kind) {
    case 'waiting':
    case 'ringing':
      return {};
    // The callee may be on the line: they must not be cut off and called again as if they had not answered.
    case 'unheard_of':
    case 'answered':
      // Twilio does not keep the time of the answer; the call began at most the ring limit earlier.
      return { answeredAtMs: oursOf(call.startTime) ?? now(), answeredBy: by };
    case 'ended': {
      const atMs = oursOf(call.endTime) ?? oursOf(call.dateUpdated) ?? now();
      const hasTalked = mayHaveTalked(call.status);
      const told = secondsIn(call.duration);
      if (hasTalked && told === undefined) note('CallDuration', call.duration);
      const seconds = (hasTalked && told) || 0;
      const answer = hasTalked ? { answeredAtMs: atMs - seconds * 1_000, answeredBy: by } : {};
      return { ...answer, end: { atMs, reason: stage.reason, conversationSeconds: seconds } };
    }
  }
}

/** The SDK passes on what is not a time unchanged. */
function msOf(time: unknown): number | undefined {
  const isTime = typeof time === 'string' || (typeof time === 'object' && time !== null);
  const ms = isTime ? new Date(time as string | Date).getTime() : NaN;
  return isInRange(ms) && ms >= TWILIO_BEGAN_MS ? ms : undefined;
}
