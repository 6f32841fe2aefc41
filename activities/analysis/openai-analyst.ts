/** Any endpoint that speaks OpenAI's chat protocol (docs/analyst.md); the simulator is one. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import OpenAI from 'openai';
import { asData, wellFormed } from '../../domain/analysis/prompt-data';
import { type Analyst, type AnalystAnswer, type AnalystQuestion } from '../ports/analyst';
import { boundedFetch } from './bounded-fetch';
import { isAboutSchema, troubleOf } from './openai-trouble';
import { allowsStrict } from './strict-schema';

export interface OpenAiAnalystOptions {
  /** Up to and with the version, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  /** Endpoints of one's own often need none. */
  apiKey?: string | undefined;
  model: string;
  timeoutMs?: number;
}

/**
 * From the request to the last byte of the answer. A large model takes 5 to 20 s for a form of 50 fields; three times
 * that is not slow any more, it hangs. `workflows/activity-options.ts` allows for six such questions.
 */
export const DEFAULT_TIMEOUT_MS = 60_000;
/** A list of models costs no thought: later than this it would not answer questions in time either. */
const PROBE_TIMEOUT_MS = 4_000;
/** Schemas whose form is remembered: more than are asked for at a time, and each is a short key. */
const FORMS_KEPT = 1_000;

export function createOpenAiAnalyst(options: OpenAiAnalystOptions): Analyst {
  const { baseUrl, apiKey, model, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const client = new OpenAI({
    baseURL: baseUrl,
    // The client insists on one.
    apiKey: apiKey ?? 'none',
    // Otherwise read from the environment: nobody else's account is charged.
    organization: null,
    project: null,
    // Temporal asks again, visibly and at its own pace.
    maxRetries: 0,
    // At its debug level the client prints whole conversations.
    logLevel: 'off',
    // A redirected question would take the conversation to an address that nobody configured.
    fetchOptions: { redirect: 'manual' },
    fetch: boundedFetch,
  });

  // Whether a schema is sent in its strict form. Once the endpoint has refused that, it is not tried again.
  const forms = new LRUCache<string, { strict: boolean }, AnalystQuestion['schema']>({
    max: FORMS_KEPT,
    memoMethod: (_key, _stale, { context: schema }) => ({ strict: allowsStrict(schema) }),
  });

  return {
    name: 'analyst',

    async ask(question, stop) {
      const limit = deadline(timeoutMs, stop);
      const form = forms.memo(keyOf(question.schema), { context: question.schema });
      const complete = (strict: boolean) =>
        client.chat.completions.create(
          {
            model,
            messages: messagesOf(question),
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'answer', schema: question.schema, strict },
            },
          },
          // The client's own timeout ends when the answer begins.
          { signal: limit.signal, timeout: timeoutMs },
        );
      const { strict } = form;
      try {
        const completion = await complete(strict).catch((error: unknown) => {
          if (!strict || !isAboutSchema(error)) throw error;
          form.strict = false;
          return complete(false);
        });
        return answerOf(completion);
      } catch (error) {
        if (stop?.aborted) return { kind: 'away', reason: 'this process is about to stop' };
        if (limit.signal.aborted)
          return { kind: 'away', reason: `no answer within ${timeoutMs} ms`, lost: true };
        return troubleOf(error);
      } finally {
        limit.clear();
      }
    },

    async probe() {
      const limit = deadline(PROBE_TIMEOUT_MS);
      try {
        await client.models.list({ signal: limit.signal, timeout: PROBE_TIMEOUT_MS });
        return true;
      } catch (error) {
        // Some endpoints have no list of models: they are up all the same.
        return error instanceof OpenAI.APIError && (error.status === 404 || error.status === 405);
      } finally {
        limit.clear();
      }
    },
  };
}

// A schema may have 64 KiB.
const keyOf = (schema: object): string =>
  createHash('sha256').update(JSON.stringify(schema)).digest('base64');

function messagesOf({ task, prompt, schema, earlier }: AnalystQuestion): OpenAI.ChatCompletionMessageParam[] {
  return [
    {
      role: 'system',
      // In words too: many endpoints accept `response_format` and pass over it.
      content: `${task}\nAnswer with one JSON value that fits this JSON schema, and nothing else:\n${JSON.stringify(schema)}`,
    },
    { role: 'user', content: prompt },
    ...earlier.flatMap(({ answer, errors }): OpenAI.ChatCompletionMessageParam[] => [
      { role: 'assistant', content: wellFormed(answer) },
      {
        role: 'user',
        // The names in them are of the answer, and what was said may have chosen those.
        content: `This answer does not fit the schema:\n${errors.map(asData).join('\n')}\nAnswer again, with the corrected JSON value alone.`,
      },
    ]),
  ];
}

/** The type says what OpenAI answers; what answers here may be anything. */
type Loose = { choices?: { finish_reason?: unknown; message?: { content?: unknown; refusal?: unknown } }[] };

function answerOf(completion: unknown): AnalystAnswer {
  const { choices } = Object(completion) as Loose;
  if (!Array.isArray(choices))
    return {
      kind: 'away',
      misconfigured: true,
      reason: 'what answers there does not speak the chat protocol: correct ANALYST_URL',
    };
  const [choice] = choices;
  const { content, refusal } = choice?.message ?? {};
  // Its words may repeat what was said.
  if (typeof refusal === 'string' && refusal !== '') return refused('the model refuses to answer');
  if (choice?.finish_reason === 'content_filter') return refused("the endpoint's filter cut the answer off");
  if (choice?.finish_reason === 'length')
    return refused('the answer is longer than the model or its context allows');
  if (typeof content !== 'string' || content.trim() === '') return refused('the answer is empty');
  return { kind: 'answered', text: content };
}

const refused = (reason: string): AnalystAnswer => ({ kind: 'refused', reason });

/** Aborts after `ms`, or with `stop`. By hand: `AbortSignal.any` keeps what it made as long as `stop` lives. */
function deadline(ms: number, stop?: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  if (stop?.aborted) abort();
  stop?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', abort);
    },
  };
}
