import type { Engine } from '../schema.ts'

/** The type of a primary key that the engine counts up by itself. */
export const serial = (engine: Engine): 'integer' | 'bigserial' => (engine === 'sqlite' ? 'integer' : 'bigserial')
