/** How a file is written: what is found in it, and what its sender says of it. */

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export type LineEnds = 'LF' | 'CRLF' | 'CR';

/** What the sender says of a file. What is not said is found. */
export interface SaidOfFile {
  delimiter?: Delimiter | undefined;
  encoding?: Encoding | undefined;
  /** `false`: the first line is a row already. */
  header?: boolean | undefined;
  sheet?: string | undefined;
  /** Our field, or `ignore`, by the name of a column or its number from 1. */
  columns?: Record<string, string> | undefined;
}

export interface ColumnReading {
  Position: number;
  /** As the file has it; of a file without a header, `Column1` and so on. */
  Column: string;
  /** Absent: the column is passed over. */
  Field?: string;
  /** From 0 to 1. */
  Confidence: number;
}

/** How a file was read. */
export interface FileReading {
  Format: 'csv' | 'ndjson' | 'xlsx';
  /** It came packed. */
  Gzip?: true;
  Delimiter?: Delimiter;
  Encoding?: Encoding;
  LineEnds?: LineEnds;
  Header?: boolean;
  Sheet?: string;
  Columns?: ColumnReading[];
}
