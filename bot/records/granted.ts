import type { Granted } from '../domain/granted.ts'

/** What is granted to us at Defender, as tokens told. */
export interface GrantedRecords {
  /** `null` when no token was seen yet, or when it is to be looked at anew. */
  granted(): Promise<Granted | null>
  setGranted(granted: Granted | null): Promise<void>
}
