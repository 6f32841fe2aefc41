/** Live progress: two lines that are rewritten at a terminal, a line now and then elsewhere. */
import { type CampaignView } from './api';

const WIDTH = 30;
// In a log that is not watched live.
const LINE_MS = 2_000;
// Both lines fit with a few hundred jobs; a line that the terminal wraps could not be rewritten.
const COLUMNS = 80;

// Calls in progress are in the bar.
const states = ['created', 'scheduled', 'analyzing', 'completed', 'failed', 'canceled'] as const;

export class ProgressBar {
  private printedAt = 0;
  private open = false;

  constructor(private readonly maxActiveCalls: number) {}

  show({ state, counts }: CampaignView): void {
    const terminal = process.stdout.isTTY && process.stdout.columns >= COLUMNS;
    if (!terminal && Date.now() - this.printedAt < LINE_MS) return;
    this.printedAt = Date.now();
    const settled = counts.total - counts.incomplete;
    const full = counts.total === 0 ? 0 : Math.round((settled / counts.total) * WIDTH);
    const bar =
      `  ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${settled}/${counts.total} settled  ` +
      `${state}  calling ${counts.of('calling')}/${this.maxActiveCalls}`;
    const jobs = states.map((name) => `${name} ${counts.of(name)}`).join('  ');
    // Moves up to the first of our two lines and clears both.
    const rewind = this.open ? '\x1b[1A\r\x1b[J' : '';
    process.stdout.write(terminal ? `${rewind}${bar}\n  ${jobs}` : `${bar}  ${jobs}\n`);
    this.open = terminal;
  }

  /** What is printed next starts on a line of its own. */
  close(): void {
    if (this.open) process.stdout.write('\n');
    this.open = false;
    this.printedAt = 0;
  }
}
