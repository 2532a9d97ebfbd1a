import type { Handler } from '../platform.ts'

/** Serves the web client under `/client/`. */
export const clientHandler = (): Handler => async () => new Response('The client is not here yet.\n')
