import type { StoreOptions, StoreToRead } from '../adapters/store/open-store.ts'
import { openStore, readStore } from '../adapters/store/open-store.ts'
import { createIdentity } from '../adapters/vault/identity.ts'
import { CLOUDS } from '../clouds.ts'
import type { StoreConfig } from '../config.ts'
import type { Store } from '../records.ts'

/** Opens the store that the settings name. An Azure database takes a token of the managed identity for a password (Azure Database for PostgreSQL: "Microsoft Entra authentication"). */
export function openStoreOf(config: StoreConfig): Promise<Store> {
  return openStore(optionsOf(config))
}

/** The same as it is, without changing anything. @throws BotError `not-found` when there is none yet */
export function readStoreOf(config: StoreConfig): Promise<StoreToRead> {
  return readStore(optionsOf(config))
}

function optionsOf({ CLOUD, DATA_DIR: dataDir, DATABASE_URL, AZURE_CLIENT_ID }: StoreConfig): StoreOptions {
  const identity = createIdentity(AZURE_CLIENT_ID)
  const { databaseDomain, databaseScope } = CLOUDS[CLOUD]
  const inAzure = DATABASE_URL !== undefined && takesToken(DATABASE_URL, databaseDomain)
  const password = inAzure ? () => identity.token(databaseScope) : undefined
  return { databaseUrl: DATABASE_URL ?? null, dataDir, password }
}

/** Whether this is a database below Azure's `domain`, and no password for it was given. */
export function takesToken(databaseUrl: string, domain: string): boolean {
  const { hostname, password } = new URL(databaseUrl)
  return password === '' && hostname.endsWith(domain)
}
