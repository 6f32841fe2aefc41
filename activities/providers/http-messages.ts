/** What an HTTP provider may say (docs/provider-protocol.md), checked field by field. */
import { z } from 'zod';
import { answeredBy, type CallEvent, type CallProgress } from '../../domain/call';
import { endReasons } from '../../domain/outcome';
import { type ParsedEvent } from '../voice-provider';

const instant = z.iso.datetime({
  offset: true,
  error: 'must be an RFC 3339 time with a zone, like 2026-03-01T09:30:00.000Z',
});
/** Our ids are under 100 characters; a provider's EventID may add to one. */
const id = (max: number) => z.string().min(1).max(max);
/** A day: no call lasts longer, and a wrong unit (milliseconds) is caught before it is billed. */
const conversationSeconds = z.number().min(0).max(86_400);

const about = { EventID: id(400), CallID: id(200), At: instant };
const eventSchema = z.discriminatedUnion('Type', [
  z.object({ ...about, Type: z.literal('ringing') }),
  z.object({ ...about, Type: z.literal('answered'), AnsweredBy: z.enum(answeredBy) }),
  z.object({
    ...about,
    Type: z.literal('ended'),
    EndReason: z.enum(endReasons),
    ConversationSeconds: conversationSeconds,
  }),
]);

const answer = { AnsweredAt: instant, AnsweredBy: z.enum(answeredBy) };
const callSchema = z.discriminatedUnion('Status', [
  z.object({ CallID: id(200), Status: z.literal('queued') }),
  z.object({ CallID: id(200), Status: z.literal('ringing') }),
  z.object({ CallID: id(200), Status: z.literal('answered'), ...answer }),
  z.object({
    CallID: id(200),
    Status: z.literal('ended'),
    AnsweredAt: answer.AnsweredAt.optional(),
    AnsweredBy: answer.AnsweredBy.optional(),
    EndedAt: instant,
    EndReason: z.enum(endReasons),
    ConversationSeconds: conversationSeconds,
  }),
]);

/** Parses an event whose signature holds. */
export function parseEventMessage(rawBody: Buffer): ParsedEvent {
  let json: unknown;
  try {
    json = JSON.parse(rawBody.toString('utf8'));
  } catch {
    return { kind: 'malformed', reason: 'the body is not JSON' };
  }
  const parsed = eventSchema.safeParse(json);
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return { kind: 'malformed', reason: places.join('; ') };
  }
  return { kind: 'event', callId: parsed.data.CallID, event: eventOf(parsed.data) };
}

function eventOf(message: z.infer<typeof eventSchema>): CallEvent {
  const atMs = Date.parse(message.At);
  switch (message.Type) {
    case 'ringing':
      return { kind: 'ringing', atMs };
    case 'answered':
      return { kind: 'answered', atMs, by: message.AnsweredBy };
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
export function progressFrom(json: unknown, callId: string): CallProgress | undefined {
  const parsed = callSchema.safeParse(json);
  if (!parsed.success || parsed.data.CallID !== callId) return undefined;
  const call = parsed.data;
  if (call.Status === 'queued' || call.Status === 'ringing') return {};
  const progress: CallProgress = {};
  if (call.AnsweredAt !== undefined) progress.answeredAtMs = Date.parse(call.AnsweredAt);
  if (call.AnsweredBy !== undefined) progress.answeredBy = call.AnsweredBy;
  if (call.Status === 'ended')
    progress.end = {
      atMs: Date.parse(call.EndedAt),
      reason: call.EndReason,
      conversationSeconds: call.ConversationSeconds,
    };
  return progress;
}

const named = z.object({ CallID: z.string() });
/** Whether an answer is about this call at all, and not some proxy's page. */
export const isAbout = (json: unknown, callId: string): boolean =>
  named.safeParse(json).data?.CallID === callId;

const reasoned = z.object({ Reason: z.string() });
export const reasonIn = (json: unknown): string | undefined => reasoned.safeParse(json).data?.Reason;
