/**
 * What an organisation knows of a phone number: whether it has opted out, whether it is on a call, and when it was
 * dialled. All in one document, so that one atomic step both decides and acts.
 */
import { type Document } from 'mongodb';
import { callOwnerId } from '../../domain/jobs/job';
import { type NumberDocument } from '../mongodb/documents';
import { wakeWaitingJobs } from './line-waits';
import { type Store } from '../mongodb/mongo';
import { identityOf, numberId } from './number-ids';
import { allOf } from '../mongodb/one-by-one';

/** Dials stored per number: as many as the largest limit allows. */
export const DIALS_KEPT = 100;

/** At most `count` dials since `since`. */
export interface DialLimit {
  count: number;
  since: Date;
}

export type NumberHold =
  | { kind: 'held' }
  | { kind: 'opted_out' }
  /** Other calls have its line until `until`, or for as long as one of them has its slot. */
  | { kind: 'on_call'; until: Date; callIds: string[] }
  /** A limit of attempts is reached; from `dials`, the latest, follows when the next dial is allowed. */
  | { kind: 'too_many'; dials: Date[] };

export interface NumberRequest {
  orgId: string;
  phoneNumber: string;
  callId: string;
  /** The call has the line at least until then. */
  until: Date;
  limits: DialLimit[];
  now: Date;
  /** When the placement is sent at the latest: the phone may ring from then on, so the dial counts from there. */
  dialUntil?: Date | undefined;
}

/**
 * Takes a number's line for one call and counts the dial, if the number has not opted out, no other call has the line
 * and no limit is reached. A repetition for the same call gets the same answer, and the dial counts from its latest
 * time.
 *
 * A call has the line until it gives it back. After its time it loses the line only if it no longer has its slot: a
 * call that lasts longer than its limits, because the provider cannot hang it up, keeps both.
 */
export async function holdNumber(store: Store, request: NumberRequest): Promise<NumberHold> {
  const hold = await holdUnlessTaken(store, request, []);
  if (hold.kind !== 'on_call' || hold.until > request.now) return hold;
  if ((await callsWithSlots(store, hold.callIds)).size > 0) return hold;
  return holdUnlessTaken(store, request, hold.callIds);
}

/** Those of the calls that have the slot of their job. */
export async function callsWithSlots(store: Store, callIds: string[]): Promise<Set<string>> {
  if (callIds.length === 0) return new Set();
  const holders = await store.jobs
    .find({
      _id: { $in: callIds.flatMap((id) => callOwnerId(id) ?? []) },
      State: 'calling',
      'Slot.CallID': { $in: callIds },
    })
    .project<{ Slot: { CallID: string } }>({ 'Slot.CallID': 1 })
    .toArray();
  return new Set(holders.map(({ Slot }) => Slot.CallID));
}

/** @param over calls that are known to be over: once their time has passed, they no longer have the line. */
async function holdUnlessTaken(store: Store, request: NumberRequest, over: string[]): Promise<NumberHold> {
  const { orgId, phoneNumber, callId, until, limits, now, dialUntil = now } = request;
  const counted = { $in: [callId, { $ifNull: ['$Dials.CallID', []] }] };
  const isFree = {
    $and: [
      {
        $or: [
          { $eq: [{ $type: '$OnCall' }, 'missing'] },
          { $eq: ['$OnCall.CallID', callId] },
          { $and: [{ $lte: ['$OnCall.Until', now] }, { $in: ['$OnCall.CallID', over] }] },
        ],
      },
      {
        $eq: [
          [],
          {
            $filter: {
              input: { $ifNull: ['$InboundCalls', []] },
              cond: { $or: [{ $gt: ['$$this.Until', now] }, { $not: { $in: ['$$this.CallID', over] } }] },
            },
          },
        ],
      },
    ],
  };
  const within = limits.map(({ count, since }) => ({
    $lt: [
      {
        $size: {
          $filter: { input: { $ifNull: ['$Dials', []] }, cond: { $gte: ['$$this.At', since] } },
        },
      },
      count,
    ],
  }));
  const mayHold = {
    $and: [{ $eq: [{ $type: '$OptOut' }, 'missing'] }, isFree, { $or: [counted, { $and: within }] }],
  };
  const otherDials = {
    $filter: { input: { $ifNull: ['$Dials', []] }, cond: { $ne: ['$$this.CallID', callId] } },
  };
  const dials = {
    $slice: [{ $concatArrays: [otherDials, [{ CallID: callId, At: dialUntil }]] }, -DIALS_KEPT],
  };
  const stored = await store.numbers.findOneAndUpdate(
    { _id: numberId(orgId, phoneNumber) },
    [
      {
        $set: {
          ...identityOf(orgId, phoneNumber),
          OnCall: { $cond: [mayHold, { CallID: callId, Until: until, DialUntil: dialUntil }, '$OnCall'] },
          Dials: { $cond: [mayHold, dials, '$Dials'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  return verdict(stored, { callId, now, over });
}

function verdict(
  stored: NumberDocument | null,
  { callId, now, over }: { callId: string; now: Date; over: string[] },
): NumberHold {
  if (stored?.OptOut) return { kind: 'opted_out' };
  const { OnCall, InboundCalls = [] } = stored ?? {};
  const others = [...InboundCalls, ...(OnCall && OnCall.CallID !== callId ? [OnCall] : [])].filter(
    ({ CallID, Until }) => Until > now || !over.includes(CallID),
  );
  if (others.length > 0) {
    const until = Math.max(...others.map(({ Until }) => Until.getTime()));
    return { kind: 'on_call', until: new Date(until), callIds: others.map(({ CallID }) => CallID) };
  }
  if (OnCall?.CallID === callId) return { kind: 'held' };
  return { kind: 'too_many', dials: (stored?.Dials ?? []).map(({ At }) => At) };
}

/**
 * Frees a number's line after an outbound or inbound call. With `undialledUntil`, the end of a permit that was not
 * used: no placement was sent, so the dial does not count. Jobs that wait for the line are evaluated again.
 */
export async function releaseNumber(
  store: Store,
  release: { orgId: string; phoneNumber: string; callId: string; undialledUntil?: Date; now: Date },
): Promise<void> {
  const { orgId, phoneNumber, callId, undialledUntil, now } = release;
  const _id = numberId(orgId, phoneNumber);
  const freed = undialledUntil
    ? await store.numbers.findOneAndUpdate(
        { _id, 'OnCall.CallID': callId, 'OnCall.DialUntil': { $lte: undialledUntil } },
        { $unset: { OnCall: '' }, $pull: { Dials: { CallID: callId } } },
        awaitedOnly,
      )
    : await store.numbers.findOneAndUpdate(
        { _id, $or: [{ 'OnCall.CallID': callId }, { 'InboundCalls.CallID': callId }] },
        [
          {
            $set: {
              OnCall: { $cond: [{ $eq: ['$OnCall.CallID', callId] }, '$$REMOVE', '$OnCall'] },
              InboundCalls: {
                $let: {
                  vars: { others: inboundCallsBut(callId) },
                  in: { $cond: [{ $eq: ['$$others', []] }, '$$REMOVE', '$$others'] },
                },
              },
            },
          },
        ],
        awaitedOnly,
      );
  if (freed?.Awaited !== undefined)
    await wakeWaitingJobs(store, { orgId, phoneNumber, awaited: freed.Awaited, now });
}
const awaitedOnly = { projection: { Awaited: 1 } } as const;

/** Whether this call has its number's line: its placement may have been sent. */
export const holdsLine = async (
  store: Store,
  { OrgID, ContactPhoneNumber }: { OrgID: string; ContactPhoneNumber: string },
  callId: string,
): Promise<boolean> =>
  (await store.numbers.findOne({ _id: numberId(OrgID, ContactPhoneNumber), 'OnCall.CallID': callId })) !==
  null;

/** All inbound calls of a number but this one. */
export const inboundCallsBut = (callId: string): Document => ({
  $filter: { input: { $ifNull: ['$InboundCalls', []] }, cond: { $ne: ['$$this.CallID', callId] } },
});

/** What is known of these numbers, by the number as given; a number without an entry is absent. */
export async function loadNumbers(
  store: Store,
  orgId: string,
  phoneNumbers: string[],
): Promise<Map<string, NumberDocument>> {
  const ids = phoneNumbers.map((number) => numberId(orgId, number));
  // Each may have a hundred dials, which is much to decode.
  const known = await allOf(store.numbers.find({ _id: { $in: ids } }));
  const byId = new Map(known.map((number) => [number._id, number]));
  return new Map(
    phoneNumbers.flatMap((asked) => {
      const number = byId.get(numberId(orgId, asked));
      return number ? [[asked, number] as const] : [];
    }),
  );
}
