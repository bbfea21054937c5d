import type * as kernel from '../kernel/feature.ts';
import type { Command as CommandOf } from '../kernel/command.ts';
import type { Tx } from './types.ts';

// The kernel does not know the database: here its shapes meet our transactions.
export type Context = kernel.Context<Tx>;
export type ActorContext = kernel.ActorContext<Tx>;
export type Feature = kernel.Feature<Tx>;
export type Command = CommandOf<Tx>;
export type View = kernel.View<Tx>;
