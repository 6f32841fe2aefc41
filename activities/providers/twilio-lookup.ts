/** Finds a call at Twilio, which keeps no id of ours, and reads what its record says. */
import { type Twilio } from 'twilio';
import { type CallInstance } from 'twilio/lib/rest/api/v2010/account/call';
import { type CallProgress } from '../../domain/call';
import { canonicalOrSame } from '../../domain/phone-number';
import { type KnownCall, type LookUpAnswer } from '../voice-provider';
import { type ProviderClock } from './provider-clock';
import { choose } from './twilio-candidates';
import { faultOf, isUnknownCall } from './twilio-errors';
import { secondsIn } from './twilio-events';
import { answererOf, stageOf } from './twilio-statuses';

/** Twilio lists the latest first; nobody calls one number as often between a placement and the question about it. */
const LISTED_CALLS = 50;

/** Twilio, and how far its clock is from ours. */
export interface ClockedTwilio {
  client: Twilio;
  clock: ProviderClock;
}

type Found = { kind: 'found'; record: CallInstance } | { kind: 'not_found' } | { kind: 'unavailable' };

/** The record of a call: by Twilio's id where we know it, else by its two numbers and its time. */
export async function findCall({ client, clock }: ClockedTwilio, call: KnownCall): Promise<Found> {
  if (call.providerCallId !== undefined) return fetchCall(client, call.providerCallId);
  // Its record is missing: no call is listed under no number, which proves nothing.
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
          .map((record) => ({ sid: record.sid, createdAtMs: msOf(record.dateCreated), record })),
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
    // Anything else comes from something in between.
    return record.sid === sid ? { kind: 'found', record } : { kind: 'unavailable' };
  } catch (error) {
    return { kind: isUnknownCall(faultOf(error)) ? 'not_found' : 'unavailable' };
  }
}

const mayBeOurs = ({ direction, to, from }: CallInstance, call: KnownCall): boolean =>
  direction === 'outbound-api' &&
  // Twilio may list a number in another form than the one that we dialled.
  canonicalOrSame(to) === canonicalOrSame(call.to) &&
  canonicalOrSame(from) === canonicalOrSame(call.from);

export async function lookUpCall(twilio: ClockedTwilio, call: KnownCall): Promise<LookUpAnswer> {
  const found = await findCall(twilio, call);
  if (found.kind !== 'found') return found;
  const progress = progressFrom(found.record, twilio.clock);
  return progress ? { kind: 'found', progress, providerCallId: found.record.sid } : { kind: 'unavailable' };
}

/** `undefined` when the record cannot be understood. */
function progressFrom(call: CallInstance, clock: ProviderClock): CallProgress | undefined {
  const oursOf = (time: Date | string | null | undefined): number | undefined => {
    const ms = msOf(time);
    return ms === undefined ? undefined : clock.ours(ms);
  };
  const by = answererOf((call.answeredBy as string | null) ?? 'unknown');
  if (!by) return undefined;
  const stage = stageOf(call.status, { answeredBy: by });
  switch (stage.kind) {
    case 'unheard_of':
      return undefined;
    case 'waiting':
    case 'ringing':
      return {};
    case 'answered': {
      // Twilio does not keep when it was answered; it began at most the ring limit earlier.
      const answeredAtMs = oursOf(call.startTime);
      return answeredAtMs === undefined ? undefined : { answeredAtMs, answeredBy: by };
    }
    case 'ended': {
      const atMs = oursOf(call.endTime) ?? oursOf(call.dateUpdated);
      const seconds = call.status === 'completed' ? secondsIn(call.duration) : 0;
      if (atMs === undefined || seconds === undefined) return undefined;
      const answer =
        call.status === 'completed' ? { answeredAtMs: atMs - seconds * 1_000, answeredBy: by } : {};
      return { ...answer, end: { atMs, reason: stage.reason, conversationSeconds: seconds } };
    }
  }
}

/** The SDK hands on what is not a time as it came. */
function msOf(time: Date | string | null | undefined): number | undefined {
  const ms = time === null || time === undefined ? NaN : new Date(time).getTime();
  return Number.isNaN(ms) ? undefined : ms;
}
