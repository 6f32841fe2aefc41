/** What a row may use. Processes start when a row first asks for them. */
import { type Client } from '@temporalio/client';
import { type BareWorker, startBareWorker } from './bare/bare-worker';
import { type Ringmaster, startRingmaster } from './ringmaster';
import { type Servers } from './servers';
import { type Sizes } from './sizes';

export class Bench {
  private running: Ringmaster | undefined;
  private starts = 0;

  constructor(
    readonly sizes: Sizes,
    private readonly servers: Servers,
    private readonly stopped: { signal: AbortSignal; fail: (error: Error) => void },
  ) {}

  get temporal(): Client {
    return this.servers.temporal;
  }

  /**
   * The running one, whose database has the data of earlier rows, or a new one. Its simulated calls are instant.
   * @param env of a new one, besides the usual variables
   */
  async ringmaster(env: NodeJS.ProcessEnv = {}): Promise<Ringmaster> {
    this.running ??= await startRingmaster(this.servers, {
      name: `bench_${++this.starts}`,
      env,
      ...this.stopped,
    });
    await this.running.setCallMs(0);
    return this.running;
  }

  /** One with an empty database, and with these variables. */
  async freshRingmaster(env: NodeJS.ProcessEnv = {}): Promise<Ringmaster> {
    await this.stopRingmaster();
    return this.ringmaster(env);
  }

  async stopRingmaster(): Promise<void> {
    const running = this.running;
    this.running = undefined;
    await running?.stop();
  }

  /** Runs `work` with a bare worker. */
  async withBareWorker<T>(work: (worker: BareWorker) => Promise<T>): Promise<T> {
    const worker = await startBareWorker(this.temporal, {
      TEMPORAL_ADDRESS: this.servers.temporalAddress,
      MONGODB_URI: this.servers.mongodbUri('bench_bare'),
    });
    try {
      return await work(worker);
    } finally {
      await worker.stop();
    }
  }
}
