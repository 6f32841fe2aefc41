import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Temporal's runtime, of which a process has one for all its test files: it tells of errors, and takes no signals. */
export function quietRuntime(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  } catch {
    // Installed already by an earlier file in this process.
  }
}
