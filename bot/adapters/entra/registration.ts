import type { ConfidentialClientApplication, INetworkModule, NodeAuthOptions } from '@azure/msal-node'
import type { Credential, CredentialSource } from '../../credential.ts'
import { entraError } from './entra-error.ts'

/** An app registration and how it proves itself. */
export interface Registration {
  readonly tenantId: string
  readonly clientId: string
  readonly credentials: CredentialSource
}

/** What an MSAL client is made of. */
export interface ClientParts {
  readonly registration: Registration
  /** The cloud's sign-in host, `https://login.microsoftonline.com`. */
  readonly authority: string
  readonly network: INetworkModule
}

/** A new client that proves itself with `credential`. MSAL is loaded at the first. */
export async function createClient(
  { registration: { tenantId, clientId }, authority, network }: ClientParts,
  credential: Credential,
  clientCapabilities: string[] = [],
): Promise<ConfidentialClientApplication> {
  const msal = await import('@azure/msal-node')
  return new msal.ConfidentialClientApplication({
    auth: { clientId, authority: `${authority}/${tenantId}`, clientCapabilities, ...proof(credential) },
    system: { networkClient: network },
  })
}

function proof(credential: Credential): Partial<NodeAuthOptions> {
  switch (credential.is) {
    case 'secret':
      return { clientSecret: credential.secret.reveal() }
    case 'certificate':
      return { clientCertificate: { thumbprintSha256: credential.thumbprint, privateKey: credential.key.reveal() } }
    case 'federated':
      return { clientAssertion: credential.assertion }
  }
}

/** A secret that is wrong or has ended, a certificate that is not registered (any more). */
const REFUSED = new Set(['AADSTS7000215', 'AADSTS7000222', 'AADSTS700027'])

/**
 * Runs `work` with the registration's credential; when Entra refuses that and there is a newer one, once more with the
 * newer: the request that was refused has had no other effect. @throws BotError
 */
export async function proven<T>({ credentials }: Registration, work: (credential: Credential) => Promise<T>): Promise<T> {
  const used = credentials.current()
  try {
    return await work(used)
  } catch (error) {
    const told = entraError(error)
    if (told.detail === null || !REFUSED.has(told.detail) || !(await credentials.renew(used))) throw told
    return await work(credentials.current()).catch((again: unknown) => Promise.reject(entraError(again)))
  }
}
