/** Shows that it still works: anything over two seconds says what it does and for how long. */

const QUIET_MS = 2_000;
// A spinner that moves, and lines that do not flood a build log.
const SPIN_MS = 120;
const LINE_MS = 5_000;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export async function withProgress<T>(
  what: string,
  work: (setDetail: (detail: string) => void) => Promise<T>,
): Promise<T> {
  const terminal = process.stderr.isTTY;
  const began = Date.now();
  let detail = '';
  let shown = 0;
  const line = (): string =>
    `${what}: ${Math.round((Date.now() - began) / 1000)} s${detail === '' ? '' : ` (${detail})`}`;
  const show = (): void => {
    if (Date.now() - began < QUIET_MS) return;
    if (terminal) process.stderr.write(`\r\x1b[2K${frames[shown % frames.length] ?? ''} ${line()}`);
    else process.stderr.write(`  ${line()}\n`);
    shown += 1;
  };
  const timer = setInterval(show, terminal ? SPIN_MS : LINE_MS);
  try {
    return await work((text) => (detail = text));
  } finally {
    clearInterval(timer);
    if (terminal && shown > 0) process.stderr.write('\r\x1b[2K');
  }
}

export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
