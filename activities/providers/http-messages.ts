/** What an HTTP provider may say (docs/provider-protocol.md), checked field by field. */
import { z } from 'zod';
import { answeredBy, type CallEvent, type CallProgress, conversationResults } from '../../domain/call';
import { endReasons } from '../../domain/outcome';
import { type LookUpAnswer, type ParsedEvent } from '../voice-provider';
import { readTranscript } from './http-transcript';

const instant = z.iso.datetime({
  offset: true,
  error: 'must be an RFC 3339 time with a zone, like 2026-03-01T09:30:00.000Z',
});
/** Our ids are under 100 characters; a provider's EventID may add to one. */
const id = (max: number) => z.string().min(1).max(max);
/** A day: no call lasts longer, and a wrong unit (milliseconds) is caught before it is billed. */
const conversationSeconds = z.number().min(0).max(86_400);

/** Read apart (`readTranscript`): an end counts also when what was said cannot be kept. */
const told = z.unknown().optional();

const called = { CallID: id(200), ProviderCallID: id(200).optional() };
const about = { ...called, EventID: id(400), At: instant };
const eventSchema = z.discriminatedUnion('Type', [
  z.object({ ...about, Type: z.literal('ringing') }),
  z.object({ ...about, Type: z.literal('answered'), AnsweredBy: z.enum(answeredBy) }),
  z.object({
    ...about,
    Type: z.literal('conversation'),
    Result: z.enum(conversationResults),
  }),
  z.object({
    ...about,
    Type: z.literal('ended'),
    EndReason: z.enum(endReasons),
    ConversationSeconds: conversationSeconds,
    Transcript: told,
  }),
]);

const answer = { AnsweredAt: instant, AnsweredBy: z.enum(answeredBy) };
const callSchema = z.discriminatedUnion('Status', [
  z.object({ ...called, Status: z.literal('queued') }),
  z.object({ ...called, Status: z.literal('ringing') }),
  z.object({ ...called, Status: z.literal('answered'), ...answer }),
  z.object({
    ...called,
    Status: z.literal('ended'),
    AnsweredAt: answer.AnsweredAt.optional(),
    AnsweredBy: answer.AnsweredBy.optional(),
    EndedAt: instant,
    EndReason: z.enum(endReasons),
    ConversationSeconds: conversationSeconds,
    Transcript: told,
  }),
]);

/** Eight times the parts of a transcript of 2,000 turns. `JSON.parse`, which nothing can interrupt, takes 10 to 20 ms for as many. */
const MOST_PARTS = 80_000;

const [QUOTE, BACKSLASH, COMMA, COLON, BRACKET, BRACE] = Buffer.from('"\\,:[{');

/** Whether a JSON text has more members, names and containers than `MOST_PARTS`: 2 MiB have room for a million. */
function hasTooManyParts(json: Buffer): boolean {
  let parts = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) i += 1;
    else if (!inString && (byte === COMMA || byte === COLON || byte === BRACKET || byte === BRACE))
      parts += 1;
  }
  return parts > MOST_PARTS;
}

/** Reads a message whose signature holds. */
export function readMessage<T>(
  rawBody: Buffer,
  schema: z.ZodType<T>,
): { kind: 'read'; message: T } | { kind: 'malformed'; reason: string } {
  if (hasTooManyParts(rawBody))
    return { kind: 'malformed', reason: `the body has more than ${MOST_PARTS} values and names of members` };
  let json: unknown;
  try {
    json = JSON.parse(rawBody.toString('utf8'));
  } catch {
    return { kind: 'malformed', reason: 'the body is not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: 'read', message: parsed.data };
  const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return { kind: 'malformed', reason: places.join('; ') };
}

type OnOurClock = (theirsMs: number) => number;

/** Parses an event whose signature holds. */
export function parseEventMessage(rawBody: Buffer, ours: OnOurClock): ParsedEvent {
  const read = readMessage(rawBody, eventSchema);
  if (read.kind === 'malformed') return read;
  const { message } = read;
  return {
    kind: 'event',
    callId: message.CallID,
    event: eventOf(message, ours(Date.parse(message.At))),
    ...providerCallIdOf(message),
    ...(message.Type === 'ended' ? readTranscript(message.Transcript) : {}),
  };
}

const providerCallIdOf = ({ ProviderCallID }: { ProviderCallID?: string | undefined }) =>
  ProviderCallID === undefined ? {} : { providerCallId: ProviderCallID };

function eventOf(message: z.infer<typeof eventSchema>, atMs: number): CallEvent {
  switch (message.Type) {
    case 'ringing':
      return { kind: 'ringing', atMs };
    case 'answered':
      return { kind: 'answered', atMs, by: message.AnsweredBy };
    case 'conversation':
      return { kind: 'conversation', atMs, result: message.Result };
    case 'ended':
      return {
        kind: 'ended',
        atMs,
        reason: message.EndReason,
        conversationSeconds: message.ConversationSeconds,
      };
  }
}

/** What a call's own answer says of it; `undefined` when it is not an answer about this call. */
export function lookUpFrom(
  json: unknown,
  callId: string,
  ours: OnOurClock,
): Extract<LookUpAnswer, { kind: 'found' }> | undefined {
  const parsed = callSchema.safeParse(json);
  if (!parsed.success || parsed.data.CallID !== callId) return undefined;
  const call = parsed.data;
  return {
    kind: 'found',
    progress: progressOf(call, ours),
    ...providerCallIdOf(call),
    ...(call.Status === 'ended' ? readTranscript(call.Transcript) : {}),
  };
}

function progressOf(call: z.infer<typeof callSchema>, ours: OnOurClock): CallProgress {
  if (call.Status === 'queued' || call.Status === 'ringing') return {};
  const progress: CallProgress = {};
  if (call.AnsweredAt !== undefined) progress.answeredAtMs = ours(Date.parse(call.AnsweredAt));
  if (call.AnsweredBy !== undefined) progress.answeredBy = call.AnsweredBy;
  if (call.Status === 'ended')
    progress.end = {
      atMs: ours(Date.parse(call.EndedAt)),
      reason: call.EndReason,
      conversationSeconds: call.ConversationSeconds,
    };
  return progress;
}

const accepted = z.object({ CallID: z.string(), ProviderCallID: id(200).optional().catch(undefined) });
/** What a placement's answer says, if it is about this call at all, and not some proxy's page. */
export function acceptedFrom(json: unknown, callId: string): { providerCallId?: string } | undefined {
  const { data } = accepted.safeParse(json);
  return data?.CallID === callId ? providerCallIdOf(data) : undefined;
}

const reasoned = z.object({ Reason: z.string() });
export const reasonIn = (json: unknown): string | undefined => reasoned.safeParse(json).data?.Reason;
