/** A number's line while its contact is on a call with us that they began. */
import { type NumberDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';
import { identityOf, numberId } from './number-ids';
import { callsWithSlots, inboundCallsBut } from './numbers';

/**
 * A request that is longer under way takes no line: whoever waited for it has given up, and nobody would free the line. Less
 * than the 15 s after which the call's workflow looks whether the carrier has the call; more than the clocks differ by.
 */
const UNDER_WAY_MS = 10_000;

/** Calls to us remembered of a number: one, and an announcement that comes a few times at the same moment. */
export const INBOUND_CALLS_KEPT = 10;

/**
 * Takes a number's line for a call that its contact has begun: nobody may dial them meanwhile. Again for the same call it takes
 * it anew.
 * @returns false when the number is on another call, ours or theirs, since nobody talks on two; or when it came too late.
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
  // An announcement that comes twice at the same moment is two calls until one of them is on record.
  const otherCalls = {
    $filter: {
      input: { $ifNull: ['$InboundCalls', []] },
      cond: { $ne: [{ $last: { $split: ['$$this.CallID', ':'] } }, lastPart(callId)] },
    },
  };
  const isFree = {
    $and: [
      // What is missing is less than every time.
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

/** The part of a call's id that names the attempt, or the call to us. */
const lastPart = (callId: string): string => callId.slice(callId.lastIndexOf(':') + 1);

/** Of these organisations those in which the number is on a call, other than the call to us that is named `besides`. */
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
  // A call whose time is over has the line for as long as it has its slot: see `holdNumber`.
  const late = numbers.flatMap(callsOn).filter(({ Until }) => Until <= now);
  const active = await callsWithSlots(
    store,
    late.map(({ CallID }) => CallID),
  );
  const isOn = ({ CallID, Until }: { CallID: string; Until: Date }): boolean =>
    Until > now || active.has(CallID);
  return new Set(numbers.filter((number) => callsOn(number).some(isOn)).map(({ OrgID }) => OrgID));
}
