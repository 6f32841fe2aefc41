/** Finds a call at Twilio, which keeps no id of ours, and reads what its record says. */
import { type Twilio } from 'twilio';
import { type CallInstance } from 'twilio/lib/rest/api/v2010/account/call';
import { type CallProgress } from '../../domain/call';
import { type KnownCall, type LookUpAnswer } from '../voice-provider';
import { faultOf, isUnknownCall } from './twilio-errors';
import { secondsIn } from './twilio-events';
import { answererOf, stageOf } from './twilio-statuses';

/**
 * From then on, a call that is not listed was not created. Twilio lists what it has created, and gives no time for it;
 * a request that we gave up on after 4 s is at most as old there as the SDK's own longest wait for an answer, 30 s.
 * Twice that.
 */
const LISTED_AFTER_MS = 60_000;
/** Twilio lists the latest first; nobody calls one number as often between a placement and the question about it. */
const LISTED_CALLS = 50;
/** Twilio's times are whole seconds, rounded down; the second one is for clocks that do not quite agree. */
const CLOCK_SLACK_MS = 2_000;

type Found = { kind: 'found'; record: CallInstance } | { kind: 'not_found' } | { kind: 'unavailable' };

/** The record of a call: by Twilio's id where we know it, else by its two numbers and its time. */
export async function findCall(client: Twilio, call: KnownCall, nowMs: number): Promise<Found> {
  if (call.providerCallId !== undefined) return fetchCall(client, call.providerCallId);
  // Its record is missing: no call is listed under no number, which proves nothing.
  if (!call.to || !call.from) return { kind: 'unavailable' };
  try {
    // Not by StartTime: a call that waits in Twilio's queue has none.
    const page = await client.calls.page({ to: call.to, from: call.from, pageSize: LISTED_CALLS });
    const [record, ...others] = page.instances.filter((listed) => mayBe(listed, call));
    if (record) return others.length === 0 ? { kind: 'found', record } : { kind: 'unavailable' };
    return { kind: nowMs >= call.dialledAtMs + LISTED_AFTER_MS ? 'not_found' : 'unavailable' };
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

function mayBe({ dateCreated, direction, to, from }: CallInstance, call: KnownCall): boolean {
  const createdAtMs = msOf(dateCreated);
  return (
    direction === 'outbound-api' &&
    to === call.to &&
    from === call.from &&
    createdAtMs !== undefined &&
    createdAtMs >= call.dialledAtMs - CLOCK_SLACK_MS
  );
}

export async function lookUpCall(client: Twilio, call: KnownCall, nowMs: number): Promise<LookUpAnswer> {
  const found = await findCall(client, call, nowMs);
  if (found.kind !== 'found') return found;
  const progress = progressFrom(found.record);
  return progress ? { kind: 'found', progress, providerCallId: found.record.sid } : { kind: 'unavailable' };
}

/** `undefined` when the record cannot be understood. */
export function progressFrom(call: CallInstance): CallProgress | undefined {
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
      const answeredAtMs = msOf(call.startTime);
      return answeredAtMs === undefined ? undefined : { answeredAtMs, answeredBy: by };
    }
    case 'ended': {
      const atMs = msOf(call.endTime) ?? msOf(call.dateUpdated);
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
