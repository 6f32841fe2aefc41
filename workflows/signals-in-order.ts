import { setDefaultSignalHandler } from '@temporalio/workflow';

/**
 * Handles the signals that came before this run's code, between two runs or while no worker was there, in the order in
 * which they came. Call it before any handler is set: when a handler is set, Temporal gives it the waiting signals of
 * its name, so that a pause before a start would be handled after it. A default handler gets all of them, in their
 * order.
 *
 * @param handlers by name of the signal
 */
export function hearWaitingSignals(
  handlers: Record<string, (input: unknown) => void | Promise<void>>,
  hearUnknown: (signal: string) => void,
): void {
  setDefaultSignalHandler((signal, input) => {
    const hear = Object.hasOwn(handlers, signal) ? handlers[signal] : undefined;
    return hear ? hear(input) : hearUnknown(signal);
  });
}
