/** From an answer to the error of its kind. */
import { problemClasses } from './generated/problems.ts';
import { type ProblemBody, RingmasterProblem, type Sent } from './problem.ts';

// Enough to recognise whose page it is.
const SHOWN_OF_A_PAGE = 300;

export function problemOf(answer: Response, text: string, sent: Sent): RingmasterProblem {
  const body = problemBody(answer, text);
  const Class: typeof RingmasterProblem = Object.hasOwn(problemClasses, body.type)
    ? problemClasses[body.type as keyof typeof problemClasses]
    : RingmasterProblem;
  return new Class(body, sent);
}

function problemBody(answer: Response, text: string): ProblemBody {
  if (answer.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    try {
      const body: unknown = JSON.parse(text);
      if (typeof (body as Partial<ProblemBody> | null)?.type === 'string') return body as ProblemBody;
    } catch {
      // It broke off, or is another's; what came of it is shown.
    }
  }
  return {
    type: 'about:blank',
    title: answer.statusText || 'The answer is not the one of a Ringmaster',
    status: answer.status,
    detail: text.slice(0, SHOWN_OF_A_PAGE),
    requestId: answer.headers.get('X-Request-Id') ?? '',
  };
}
