/** The analyst at any endpoint that speaks OpenAI's chat protocol (docs/analyst.md), such as the simulator. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import OpenAI from 'openai';
import { asData, wellFormed } from '../../domain/analysis/prompt-data';
import { type Analyst, type AnalystAnswer, type AnalystQuestion } from '../ports/analyst';
import { boundedFetch } from './bounded-fetch';
import { isAboutSchema, troubleOf } from './openai-trouble';
import { allowsStrict } from './strict-schema';

export interface OpenAiAnalystOptions {
  /** Up to and including the version, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  /** Self-hosted endpoints often need none. */
  apiKey?: string | undefined;
  model: string;
  timeoutMs?: number;
}

/**
 * From the request to the last byte of the answer. A large model takes 5 to 20 s for a form of 50 fields; at three
 * times that it hangs. `workflows/activity-options.ts` allows for six such questions.
 */
export const DEFAULT_TIMEOUT_MS = 60_000;
/** Listing models is cheap: an endpoint slower than this would not answer questions in time either. */
const PROBE_TIMEOUT_MS = 4_000;
/** Schemas whose form is remembered: more than are in use at a time, and each is a short key. */
const FORMS_KEPT = 1_000;

export function createOpenAiAnalyst(options: OpenAiAnalystOptions): Analyst {
  const { baseUrl, apiKey, model, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const client = new OpenAI({
    baseURL: baseUrl,
    // The client requires one.
    apiKey: apiKey ?? 'none',
    // Otherwise the client reads them from the environment, and would charge another account.
    organization: null,
    project: null,
    // Temporal asks again, visibly and at its own pace.
    maxRetries: 0,
    // At its debug level the client prints whole conversations.
    logLevel: 'off',
    // A redirect would send the conversation to an address that the operator did not configure.
    fetchOptions: { redirect: 'manual' },
    fetch: boundedFetch,
  });

  // Whether a schema is sent in its strict form. Once the endpoint refuses that, it is not tried again.
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
        // Some endpoints have no list of models, but are up.
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
      // In words too: many endpoints accept `response_format` but ignore it.
      content: `${task}\nAnswer with one JSON value that fits this JSON schema, and nothing else:\n${JSON.stringify(schema)}`,
    },
    { role: 'user', content: prompt },
    ...earlier.flatMap(({ answer, errors }): OpenAI.ChatCompletionMessageParam[] => [
      { role: 'assistant', content: wellFormed(answer) },
      {
        role: 'user',
        // As data: the errors contain names from the answer, which the conversation may have influenced.
        content: `This answer does not fit the schema:\n${errors.map(asData).join('\n')}\nAnswer again, with the corrected JSON value alone.`,
      },
    ]),
  ];
}

/** The client's type describes OpenAI's answers; this endpoint may answer anything. */
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
  // The refusal's text may repeat what was said, so it is left out.
  if (typeof refusal === 'string' && refusal !== '') return refused('the model refuses to answer');
  if (choice?.finish_reason === 'content_filter') return refused("the endpoint's filter cut the answer off");
  if (choice?.finish_reason === 'length')
    return refused('the answer is longer than the model or its context allows');
  if (typeof content !== 'string' || content.trim() === '') return refused('the answer is empty');
  return { kind: 'answered', text: content };
}

const refused = (reason: string): AnalystAnswer => ({ kind: 'refused', reason });

/**
 * Aborts after `ms`, or with `stop`. By hand: `AbortSignal.any` keeps its signals in memory as long as `stop` lives.
 */
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
