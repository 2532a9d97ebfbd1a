/** Run in the bot's environment: times exchanges on behalf of a person and prints the median in milliseconds. The person's token is `PERSON_TOKEN`. */
import { decodeJwt } from 'jose'
import { actsAsPerson } from '../bot/adapters/entra/acting-token.ts'
import { networkClient } from '../bot/adapters/entra/network.ts'
import { createSessionCipher } from '../bot/adapters/entra/session-cipher.ts'
import { createUserTokens } from '../bot/adapters/entra/user-tokens.ts'
import { createTokenVerifier } from '../bot/adapters/entra/verify-token.ts'
import { parseConfig } from '../bot/config.ts'
import type { PersonId } from '../bot/domain/ids.ts'
import { instantOf } from '../bot/domain/instant.ts'
import { fixedSecret, newSealingKey } from '../bot/test/fixed-secret.ts'
import { freshStore } from '../bot/test/fresh-store.ts'
import { quantile } from './figure.ts'

const config = parseConfig(process.env)
const authority = 'https://login.microsoftonline.com'
const registration = {
  tenantId: config.TENANT_ID,
  clientId: config.SSO_CLIENT_ID,
  credentials: fixedSecret(config.SSO_CLIENT_SECRET?.reveal() ?? ''),
}
await using store = await freshStore()
const client = { registration, authority, network: networkClient() }
const tokens = createUserTokens({
  ...client,
  records: store,
  actFor: actsAsPerson({ ...client, defenderScope: config.DEFENDER_SCOPE, seen: async () => undefined }),
  verify: createTokenVerifier({ ...registration, authority }, Date.now),
  cipher: createSessionCipher(newSealingKey()),
  now: () => instantOf(Date.now()),
  sessionMs: 3_600_000,
})

const token = process.env['PERSON_TOKEN'] ?? ''
const person = String(decodeJwt(token)['oid']) as PersonId
const times: number[] = []
for (let run = 0; run < 60; run += 1) {
  const began = performance.now()
  await tokens.fromSso(person, token, AbortSignal.timeout(10_000))
  times.push(performance.now() - began)
}
process.stdout.write(String(quantile(times.slice(10), 0.5)))
