/** JSON schemas written by strangers: which of them are usable, and which values fit. */
export { type CompiledSchema, compileInSteps } from './compile-schema';
export { type SchemaFault } from './schema-fault';
export { declaredTypes, valueOfText } from './text-values';
