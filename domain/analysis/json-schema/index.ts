/** JSON schemas written by strangers: which are usable, and what does not fit them. */
export { type CompiledSchema, compileInSteps } from './compile-schema';
export { type SchemaFault } from './schema-fault';
export { declaredTypes, valueOfText } from './text-values';
