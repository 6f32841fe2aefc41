/** `fetch` with a bound on the answer's size: an endless answer does not fill the memory. */

/**
 * An answer of 64 Ki characters has 400 KB in JSON's longest escapes; ten times that leaves room for a model's
 * reasoning.
 */
const MOST_BYTES = 4 * 1024 * 1024;

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
  constructor() {
    super(`the answer has more than ${MOST_BYTES} bytes`);
  }
}

export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (!response.body) return response;
  let bytes = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MOST_BYTES) controller.error(new AnswerTooLarge());
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counted), response);
};
