/** What Teams does when teams-js calls a function of its, by name. What comes back is the answer's `args`; nothing answers nothing. */
export type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>

/** Teams, as one page hears it. */
export interface TeamsJsHost {
  /** Says something that the page did not ask for. */
  say(func: string, args: readonly unknown[]): void
  stop(): void
}

/**
 * Is Teams to teams-js in a window or a frame on our own origin. teams-js posts `{id, uuidAsString, func, args}` to its opener or
 * parent and takes an answer with the same ids; what it did not ask for comes as `{func, args}` (teams-js 2.58).
 */
export function hostTeamsJs(page: Window, functions: Functions): TeamsJsHost {
  const hear = async ({ source, origin, data }: MessageEvent): Promise<void> => {
    if (source !== page || origin !== location.origin || typeof data?.func !== 'string') return
    const { id, uuidAsString, func, args } = data
    const answer = await functions[func]?.(...(Array.isArray(args) ? args : []))
    if (answer !== undefined) page.postMessage({ id, uuidAsString, args: answer }, origin)
  }
  addEventListener('message', hear)
  return {
    say: (func, args) => page.postMessage({ func, args }, location.origin),
    stop: () => removeEventListener('message', hear),
  }
}

/** What `initialize` is told of what this Teams can do; without `isLegacyTeams` teams-js takes it as it is. */
export const runtimeWith = (supports: object): string =>
  JSON.stringify({ apiVersion: 4, hostVersionsInfo: {}, isLegacyTeams: false, supports })
