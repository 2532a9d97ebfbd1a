import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { TabMe } from '../../bot/tab-contract.ts'
import type { Api } from './api.ts'
import type { Sources } from './sources.ts'
import type { Teams } from './teams.ts'

/** What every screen may use, and what all of them know. */
export interface Tools {
  readonly teams: Teams
  readonly api: Api
  readonly sources: Sources
  /** `null` until it has arrived. */
  readonly me: TabMe | null
  readonly now: number
  /** Whether there is a network, as far as the device knows. */
  readonly online: boolean
  /** Whether changes are being followed. */
  readonly live: boolean
}

/** Where the app hands the tools down. */
export const ToolsContext = createContext<Tools | null>(null)

/** The tools, in any part of the app. */
export function useTools(): Tools {
  const tools = useContext(ToolsContext)
  if (!tools) throw new Error('Not inside the app')
  return tools
}
