/** The simulated analyst: OpenAI's chat protocol, answered by script. It does not read the conversation. */
import { z } from 'zod';
import { type AnalystSettings } from './analyst-settings';
import { type Answer, parseJson } from './protocol';
import { fitting, misfitting } from './schema-values';
import { type Timers } from './timers';

const model = 'simulated';

const questionSchema = z.object({
  model: z.string().min(1),
  messages: z
    .array(
      z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: z.string().min(1) }),
    )
    .min(1)
    .refine((messages) => messages.at(-1)?.role === 'user', 'ends with a message of the user'),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().regex(/^[\w-]{1,64}$/, 'is 1 to 64 letters, digits, _ and -'),
      schema: z.record(z.string(), z.unknown()),
      strict: z.boolean().nullish(),
    }),
  }),
  stream: z.literal(false).optional(),
});

const blank = () => ({ Questions: 0, ReAsks: 0, Refused: 0, Away: 0 });
export type AnalystStats = ReturnType<typeof blank>;

/** In OpenAI's format. */
const failure = (status: number, message: string, type: string, code: string | null): Answer => ({
  status,
  body: { error: { message, type, param: null, code } },
});

export class SimulatedAnalyst {
  private counts = blank();
  private answers = 0;

  constructor(
    private readonly settings: { Analyst: AnalystSettings },
    private readonly timers: Timers,
  ) {}

  stats(): AnalystStats {
    return this.counts;
  }

  reset(): void {
    this.counts = blank();
  }

  /** Answers requests below `/v1`. `undefined`: no such route. */
  async answer(route: string, body: Buffer): Promise<Answer | undefined> {
    if (route === 'GET models') return this.models();
    if (route !== 'POST chat/completions') return undefined;
    const asked = questionSchema.safeParse(parseJson(body));
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return failure(
        400,
        `${issue?.path.join('.')}: ${issue?.message}`,
        'invalid_request_error',
        'invalid_value',
      );
    }
    const { schema } = asked.data.response_format.json_schema;
    const toldOff = asked.data.messages.filter(({ role }) => role === 'assistant').length;
    this.counts.Questions += 1;
    if (toldOff > 0) this.counts.ReAsks += 1;
    return this.byScript(schema, toldOff);
  }

  private models(): Answer {
    const { Objective, Analysis } = this.settings.Analyst;
    if (Objective === 'away' && Analysis === 'away')
      return failure(503, 'Out of order.', 'server_error', null);
    return {
      status: 200,
      body: { object: 'list', data: [{ id: model, object: 'model', created: 0, owned_by: model }] },
    };
  }

  private async byScript(schema: Record<string, unknown>, toldOff: number): Promise<Answer> {
    const settings = this.settings.Analyst;
    const isObjective = Object.keys(Object(schema.properties) as object).join() === 'objectiveMet';
    const right = JSON.stringify(isObjective ? { objectiveMet: settings.ObjectiveMet } : fitting(schema));
    const wrong = JSON.stringify(misfitting(schema));
    switch (isObjective ? settings.Objective : settings.Analysis) {
      case 'fits':
        return this.completion({ content: right });
      case 'slow':
        await this.timers.pause(settings.SlowMs);
        return this.completion({ content: right });
      case 'misfits':
        return this.completion({ content: toldOff < settings.Misfits ? wrong : right });
      case 'never_fits':
        return this.completion({ content: wrong });
      case 'not_json':
        return this.completion({ content: `Here you are:\n\`\`\`json\n${right}\n\`\`\`` });
      case 'refuses':
        this.counts.Refused += 1;
        return this.completion({ content: null, refusal: 'I cannot help with that.' });
      case 'filtered':
        return this.completion({ content: '' }, 'content_filter');
      case 'cut_off':
        return this.completion({ content: right.slice(0, -1) }, 'length');
      case 'empty':
        return this.completion({ content: '' });
      case 'away':
        this.counts.Away += 1;
        return failure(503, 'Out of order.', 'server_error', null);
      case 'overloaded':
        this.counts.Away += 1;
        return failure(429, 'Too many requests.', 'requests', 'rate_limit_exceeded');
      case 'unauthorized':
        return failure(401, 'Incorrect API key.', 'invalid_request_error', 'invalid_api_key');
      case 'unknown_model':
        return failure(404, 'There is no such model.', 'invalid_request_error', 'model_not_found');
      case 'rejects':
        this.counts.Refused += 1;
        return failure(400, 'Invalid schema for response_format.', 'invalid_request_error', 'invalid_value');
    }
  }

  private completion(
    message: { content: string | null; refusal?: string },
    finishReason: 'stop' | 'length' | 'content_filter' = 'stop',
  ): Answer {
    this.answers += 1;
    return {
      status: 200,
      body: {
        id: `chatcmpl-${this.answers}`,
        object: 'chat.completion',
        created: Math.floor(Date.now() / 1_000),
        model,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', refusal: null, ...message },
            logprobs: null,
            finish_reason: finishReason,
          },
        ],
        usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      },
    };
  }
}
