import { openStore } from '../adapters/store/open-store.ts'
import { createIdentity } from '../adapters/vault/identity.ts'
import type { StoreConfig } from '../config.ts'
import type { Store } from '../records.ts'

const DATABASE_SCOPE = 'https://ossrdbms-aad.database.windows.net/.default'

/** Opens the store that the settings name. An Azure database takes a token of the managed identity for a password (Azure Database for PostgreSQL: "Microsoft Entra authentication"). */
export function openStoreOf({ DATA_DIR: dataDir, DATABASE_URL, AZURE_CLIENT_ID }: StoreConfig): Promise<Store> {
  const identity = createIdentity(AZURE_CLIENT_ID)
  const password = DATABASE_URL && takesToken(DATABASE_URL) ? () => identity.token(DATABASE_SCOPE) : undefined
  return openStore({ databaseUrl: DATABASE_URL ?? null, dataDir, password })
}

/** Whether this is a database in Azure, and no password for it was given. */
export function takesToken(databaseUrl: string): boolean {
  const { hostname, password } = new URL(databaseUrl)
  return password === '' && hostname.endsWith('.postgres.database.azure.com')
}
