/** The simulator as a process of its own. */
import { startSimulator } from './server';

function wholeNumber(name: string, fallback: number, max: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw new Error(`${name} is "${text}": set a whole number from 0 to ${max}.`);
  return value;
}

async function main(): Promise<void> {
  const dayMs = 86_400_000;
  const simulator = await startSimulator({
    port: wholeNumber('SIMULATOR_PORT', 4010, 65_535),
    host: process.env.SIMULATOR_HOST || '127.0.0.1',
    secret: process.env.PROVIDER_SECRET ?? '',
    callMs: wholeNumber('SIMULATOR_CALL_MS', 2_000, dayMs),
    ringMs: wholeNumber('SIMULATOR_RING_MS', 300, 3_600_000),
  });
  const leave = () => void simulator.stop().finally(() => process.exit(0));
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  // The parent process is gone.
  process.once('disconnect', leave);
  console.log(`The simulated voice provider listens at ${simulator.url}`);
  process.send?.({ kind: 'ready', url: simulator.url });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
