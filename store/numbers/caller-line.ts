/** A number's line during an inbound call. */
import { type NumberDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { identityOf, numberId } from './number-ids';
import { callsWithSlots, inboundCallsBut } from './numbers';

/**
 * A request that takes longer gets no line: its client has given up, and nothing would free the line. Less than the 15
 * s after which the call's workflow asks whether the carrier has the call; more than the clocks differ by.
 */
const UNDER_WAY_MS = 10_000;

/** Inbound calls stored per number: one, and an announcement that comes several times at the same moment. */
export const INBOUND_CALLS_KEPT = 10;

/**
 * Takes a number's line for an inbound call, so that no dispatcher dials the number meanwhile. A repetition for the
 * same call takes it again.
 * @returns false when the number is on another call, outbound or inbound, or when the request came too late.
 */
export async function occupyNumber(
  store: Store,
  {
    orgId,
    phoneNumber,
    callId,
    until,
    now,
  }: { orgId: string; phoneNumber: string; callId: string; until: Date; now: Date },
): Promise<boolean> {
  // An announcement that comes twice at the same moment is two calls until one of them is recorded.
  const otherCalls = {
    $filter: {
      input: { $ifNull: ['$InboundCalls', []] },
      cond: { $ne: [{ $last: { $split: ['$$this.CallID', ':'] } }, lastPart(callId)] },
    },
  };
  const isFree = {
    $and: [
      // A missing field compares as less than every time.
      { $lte: ['$OnCall.Until', now] },
      { $lte: [{ $max: { $map: { input: otherCalls, in: '$$this.Until' } } }, now] },
      { $lte: ['$$NOW', new Date(now.getTime() + UNDER_WAY_MS)] },
    ],
  };
  const taken = {
    $slice: [
      { $concatArrays: [inboundCallsBut(callId), [{ CallID: callId, Until: until }]] },
      -INBOUND_CALLS_KEPT,
    ],
  };
  const stored = await store.numbers.findOneAndUpdate(
    { _id: numberId(orgId, phoneNumber) },
    [
      {
        $set: {
          ...identityOf(orgId, phoneNumber),
          InboundCalls: { $cond: [isFree, taken, '$InboundCalls'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  const held = stored?.InboundCalls?.find(({ CallID }) => CallID === callId);
  return held?.Until.getTime() === until.getTime();
}

/** The part of a call's id that names the attempt, or the inbound call. */
const lastPart = (callId: string): string => callId.slice(callId.lastIndexOf(':') + 1);

/** Those of the organisations in which the number is on a call, other than the inbound call `besides`. */
export async function organisationsOnCall(
  store: Store,
  {
    orgIds,
    phoneNumber,
    besides,
    now,
  }: { orgIds: string[]; phoneNumber: string; besides: string; now: Date },
): Promise<Set<string>> {
  const numbers = await store.numbers
    .find(
      { _id: { $in: orgIds.map((orgId) => numberId(orgId, phoneNumber)) } },
      { projection: { OrgID: 1, OnCall: 1, InboundCalls: 1 } },
    )
    .toArray();
  const callsOn = ({ OnCall, InboundCalls = [] }: NumberDocument) =>
    [...(OnCall ? [OnCall] : []), ...InboundCalls].filter(({ CallID }) => lastPart(CallID) !== besides);
  // After its time a call keeps the line for as long as it has its slot: see `holdNumber`.
  const late = numbers.flatMap(callsOn).filter(({ Until }) => Until <= now);
  const active = await callsWithSlots(
    store,
    late.map(({ CallID }) => CallID),
  );
  const isOn = ({ CallID, Until }: { CallID: string; Until: Date }): boolean =>
    Until > now || active.has(CallID);
  return new Set(numbers.filter((number) => callsOn(number).some(isOn)).map(({ OrgID }) => OrgID));
}
