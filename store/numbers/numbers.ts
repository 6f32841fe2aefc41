/**
 * What an organisation knows of a phone number: whether it has opted out, whether it is on a call, and when it was
 * dialled and talked with. All in one document, so that one atomic step both decides and acts.
 */
import { type Document } from 'mongodb';
import { callOwnerId } from '../../domain/jobs/job';
import { type NumberDocument } from '../mongodb/documents';
import { latestConversation } from './conversations';
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
  /** Too many dials, or too soon after a conversation; from these times follows when the next dial is allowed. */
  | { kind: 'too_soon'; dials: Date[]; conversationAt?: Date };

export interface NumberRequest {
  orgId: string;
  phoneNumber: string;
  callId: string;
  /** The call has the line at least until then. */
  until: Date;
  limits: DialLimit[];
  /** How long after a conversation the number is not dialled; absent: it may be at once. */
  quietMs?: number | undefined;
  now: Date;
  /** When the placement is sent at the latest: the phone may ring from then on, so the dial counts from there. */
  dialUntil?: Date | undefined;
}

/**
 * Takes a number's line for one call and counts the dial, if the number has not opted out, no other call has the line,
 * no limit is reached and no conversation is too recent. A repetition for the same call gets the same answer, and the
 * dial counts from its latest time.
 *
 * A call has the line until it gives it back. After its time it loses the line only if it no longer has its slot: a
 * call that lasts longer than its limits, because the provider cannot hang it up, keeps both.
 */
export async function holdNumber(store: Store, request: NumberRequest): Promise<NumberHold> {
  const hold = await holdUnlessTaken(store, request, []);
  const { now, quietMs = 0 } = request;
  if (hold.kind !== 'on_call' || hold.until > now) return hold;
  if ((await callsWithSlots(store, hold.callIds)).size > 0) return hold;
  // A call that has not given the line back is not yet settled, and may have been a conversation.
  const quietUntil = hold.until.getTime() + quietMs;
  if (quietMs > 0 && quietUntil >= now.getTime()) return { ...hold, until: new Date(quietUntil) };
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
  const { orgId, phoneNumber, callId, until, limits, quietMs = 0, now, dialUntil = now } = request;
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
  // A missing field compares as less than every time.
  const isQuiet = quietMs > 0 ? [{ $lt: ['$ConversationAt', new Date(now.getTime() - quietMs)] }] : [];
  const mayHold = {
    $and: [
      { $eq: [{ $type: '$OptOut' }, 'missing'] },
      isFree,
      { $or: [counted, { $and: [...within, ...isQuiet] }] },
    ],
  };
  // Of a line that another call never gave back, it is kept that the call may have been a conversation.
  const isTakenOver = { $and: [mayHold, { $in: ['$OnCall.CallID', over] }] };
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
          ConversationAt: { $cond: [isTakenOver, latestConversation('$OnCall.Until'), '$ConversationAt'] },
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
  return {
    kind: 'too_soon',
    dials: (stored?.Dials ?? []).map(({ At }) => At),
    ...(stored?.ConversationAt ? { conversationAt: stored.ConversationAt } : {}),
  };
}

/**
 * Frees a number's line after an outbound or inbound call. With `undialledUntil`, the end of a permit that was not
 * used: no placement was sent, so the dial does not count. With `talkedUntil` the contact may have talked with us until
 * then: that is noted in the same step, and also for a call that no longer has the line. Jobs that wait for the line
 * are evaluated again.
 */
export async function releaseNumber(
  store: Store,
  release: {
    orgId: string;
    phoneNumber: string;
    callId: string;
    undialledUntil?: Date;
    talkedUntil?: Date | undefined;
    now: Date;
  },
): Promise<void> {
  const { orgId, phoneNumber, callId, undialledUntil, talkedUntil, now } = release;
  const _id = numberId(orgId, phoneNumber);
  const freed = undialledUntil
    ? await store.numbers.findOneAndUpdate(
        { _id, 'OnCall.CallID': callId, 'OnCall.DialUntil': { $lte: undialledUntil } },
        { $unset: { OnCall: '' }, $pull: { Dials: { CallID: callId } } },
        awaitedOnly,
      )
    : await store.numbers.findOneAndUpdate(
        talkedUntil
          ? { _id }
          : { _id, $or: [{ 'OnCall.CallID': callId }, { 'InboundCalls.CallID': callId }] },
        [
          {
            $set: {
              ...(talkedUntil
                ? { ...identityOf(orgId, phoneNumber), ConversationAt: latestConversation(talkedUntil) }
                : {}),
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
        // An inbound call may be over before it has taken the line.
        { ...awaitedOnly, upsert: talkedUntil !== undefined },
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
