// From one look to the next: a tenth of what was waited for already, but no longer than a state that passes may last.
const SOONEST_MS = 25;
const LATEST_MS = 100;
// Whoever waits as long waits for ever. It is no measure of speed: a machine that does other things as well takes long.
const DEADLINE_MS = 90_000;

/**
 * Waits until `assertion` stops throwing, and returns what it returned. The deadline is the test's, not a sleep:
 * a passing condition returns at once.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = DEADLINE_MS, everyMs }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const began = Date.now();
  const deadline = began + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      const growing = Math.min(Math.max((Date.now() - began) / 10, SOONEST_MS), LATEST_MS);
      await new Promise((resolve) => setTimeout(resolve, everyMs ?? growing));
    }
  }
}
