/** A JSON text that can be stored exactly as it was sent, or why it cannot. */
import { findDoubledMembers } from './doubled-members';
import { type Fault } from './fault';
import { findJsonFault } from './json-fault';
import { findUnstorable } from './storable';

export type JsonText = { kind: 'value'; value: unknown } | { kind: 'bad'; faults: Fault[] };

export function readJsonText(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'bad', faults: [{ location: '', message: findJsonFault(text).message }] };
  }
  const unstorable = findUnstorable(value);
  const faults = unstorable.length > 0 ? unstorable : findDoubledMembers(text, value);
  return faults.length > 0 ? { kind: 'bad', faults } : { kind: 'value', value };
}
