import type { Credential } from '../../credential.ts'
import type { ClientParts } from './registration.ts'
import { createClient } from './registration.ts'

/** A client that nobody else uses. `CP1` tells Entra that we understand claims challenges. */
export const clientForPeople = (parts: ClientParts, credential: Credential) => createClient(parts, credential, ['CP1'])
