export interface SchemaFault {
  /** JSON pointer (RFC 6901) into the value, or into the schema when the schema is at fault. */
  pointer: string;
  message: string;
}

/** One step of a JSON pointer. */
export const step = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Quotes what a client wrote, cut to a length that fits a message. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};
