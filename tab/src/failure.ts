import type { TabProblem } from '../../bot/tab-contract.ts'

/** Why something was not read or done, in words for the person. */
export interface Failure {
  readonly title: string
  readonly detail: string
  /** HTTP's, or 0 when nothing answered. */
  readonly status: number
  readonly need: 'sign-in' | 'token' | null
  readonly signInUrl: string | null
  readonly claims: string | null
}

/** Nothing answered: no network, or no service. */
export const NO_ANSWER: Failure = {
  title: 'No connection',
  detail: 'PocketSOC could not be reached.',
  status: 0,
  need: null,
  signInUrl: null,
  claims: null,
}

/** The words of a refusal; anything but a problem of ours is told by its status alone. */
export async function readFailure(response: Response): Promise<Failure> {
  const unworded = {
    ...NO_ANSWER,
    title: 'PocketSOC could not answer',
    detail: `The answer was HTTP ${response.status}. Try again in a minute.`,
    status: response.status,
  }
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return unworded
  const problem = (await response.json().catch(() => null)) as Partial<TabProblem> | null
  if (!problem) return unworded
  return {
    title: problem.title ?? unworded.title,
    detail: problem.detail ?? unworded.detail,
    status: response.status,
    need: problem.need ?? null,
    signInUrl: problem.signInUrl ?? null,
    claims: problem.claims ?? null,
  }
}
