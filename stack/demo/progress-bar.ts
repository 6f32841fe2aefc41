/** Live progress: one line that is rewritten at a terminal, a line now and then elsewhere. */
import { type CampaignView } from './api';

const WIDTH = 30;
// In a log that nobody watches live.
const LINE_MS = 2_000;

export class ProgressBar {
  private printedAt = 0;
  private open = false;

  constructor(private readonly maxActiveCalls: number) {}

  show({ state, counts }: CampaignView): void {
    const terminal = process.stdout.isTTY;
    if (!terminal && Date.now() - this.printedAt < LINE_MS) return;
    this.printedAt = Date.now();
    const settled = counts.total - counts.incomplete;
    const full = counts.total === 0 ? 0 : Math.round((settled / counts.total) * WIDTH);
    const line =
      `  ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${settled}/${counts.total} ${state}` +
      `  calls ${counts.of('calling')}/${this.maxActiveCalls}` +
      `  waiting ${counts.of('created') + counts.of('scheduled')}` +
      `  completed ${counts.of('completed')}  failed ${counts.of('failed')}`;
    process.stdout.write(terminal ? `\r\x1b[2K${line}` : `${line}\n`);
    this.open = terminal;
  }

  /** What is printed next starts on a line of its own. */
  close(): void {
    if (this.open) process.stdout.write('\n');
    this.open = false;
    this.printedAt = 0;
  }
}
