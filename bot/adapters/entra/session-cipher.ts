import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SealingKeys } from '../../credential.ts'
import { isSealingKey } from '../../credential.ts'
import { Secret } from '../../secret.ts'

/** Seals what is at rest of people's sessions (AES-256-GCM); a seal opens only for whom it was made. */
export interface SessionCipher {
  seal(text: string, forWhom: string): string
  /** `null` when none of our keys sealed it, when it was for somebody else, or was changed. */
  open(sealed: string, forWhom: string): string | null
}

const ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * `keys` tells what seals now and what opens; which of them sealed a text stands at its beginning. @throws Error when one
 * of them is no key.
 */
export function createSessionCipher(keys: () => SealingKeys): SessionCipher {
  for (const key of keys().opens) if (!isSealingKey(key)) throw new Error('SESSION_KEY must be 32 bytes in base64')

  return {
    seal(text, forWhom) {
      const { id, bytes } = keyOf(keys().seals)
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(forWhom))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([id, nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(text, forWhom) {
      const all = Buffer.from(text, 'base64')
      const key = keys()
        .opens.map(keyOf)
        .find(({ id }) => all.subarray(0, ID_BYTES).equals(id))
      if (!key) return null
      const nonce = all.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES)
      const tag = all.subarray(ID_BYTES + NONCE_BYTES, ID_BYTES + NONCE_BYTES + TAG_BYTES)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(forWhom))
          .setAuthTag(tag)
        return decipher.update(all.subarray(ID_BYTES + NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return null
      }
    },
  }
}

/** A key's id is the beginning of its hash. */
function keyOf(key: Secret): { readonly id: Buffer; readonly bytes: Buffer } {
  const bytes = Buffer.from(key.reveal(), 'base64')
  return { id: createHash('sha256').update(bytes).digest().subarray(0, ID_BYTES), bytes }
}

/** The laptop's key: a file of its own in `dataDir`, made at the first start. @throws Error when others could read it. */
export function keyFromFile(dataDir: string): Secret {
  const file = join(dataDir, 'session.key')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) {
    const whole = `${file}.${process.pid}`
    writeFileSync(whole, randomBytes(32).toString('base64'), { mode: 0o600, flush: true })
    renameSync(whole, file) // a key is there whole or not at all
  } else if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: chmod 600 it, or set SESSION_KEY`)
  return new Secret(readFileSync(file, 'utf8'))
}
