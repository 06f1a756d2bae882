import * as z from 'zod';
import type { RunCommand } from '../../../engine/ports.ts';
import { schemaOf } from '../schema.ts';
import type { ToolSpec } from '../wire.ts';

/** Where a tool works and what it is given. */
export type Place = {
  /** Absolute. Nothing outside is read or written. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly abort: AbortSignal;
  readonly runCommand: RunCommand;
  readonly silenceMs: number;
  timeLeft(): number;
  output(text: string): void;
};

export type Used = {
  readonly ok: boolean;
  /** For the model: bounded, without control characters. */
  readonly text: string;
  /** For others: names and places, never content. */
  readonly digest?: string;
};

/** A call whose arguments have been read. */
export type Prepared = {
  readonly target: string;
  /** The path it writes, or everything, or nothing: calls of one turn that do not meet run together. */
  readonly writes: 'nothing' | 'anything' | { readonly path: string };
  run(place: Place): Promise<Used>;
};

export type Tool = {
  readonly kind: 'read' | 'search' | 'edit' | 'run';
  readonly spec: ToolSpec;
  prepare(args: unknown): Prepared | { readonly problem: string };
};

export function tool<I>({
  name,
  description,
  kind,
  input,
  target,
  writes,
  run,
}: {
  readonly name: string;
  readonly description: string;
  readonly kind: Tool['kind'];
  readonly input: z.ZodType<I>;
  readonly target: (input: I) => string;
  readonly writes: (input: I) => Prepared['writes'];
  readonly run: (input: I, place: Place) => Promise<Used>;
}): Tool {
  return {
    kind,
    spec: { name, description, schema: schemaOf(input) },
    prepare(args) {
      const read = input.safeParse(args);
      if (!read.success) return { problem: `${name} does not take that: ${z.prettifyError(read.error)}` };
      const { data } = read;
      return {
        target: target(data).slice(0, 300),
        writes: writes(data),
        async run(place) {
          try {
            return await run(data, place);
          } catch (error) {
            return { ok: false, text: error instanceof Error ? error.message : `${error}` };
          }
        },
      };
    },
  };
}
