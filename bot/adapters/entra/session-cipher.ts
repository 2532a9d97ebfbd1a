import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../../secret.ts'

/** Seals what is at rest of people's sessions (AES-256-GCM); a seal opens only for whom it was made. */
export interface SessionCipher {
  seal(text: string, forWhom: string): string
  /** `null` when it was sealed with another key, for somebody else, or was changed. */
  open(sealed: string, forWhom: string): string | null
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `key` is 32 bytes in base64. @throws Error when it is not. */
export function createSessionCipher(key: Secret): SessionCipher {
  const bytes = Buffer.from(key.reveal(), 'base64')
  if (bytes.length !== 32) throw new Error('SESSION_KEY must be 32 bytes in base64')
  const keyId = createHash('sha256').update(bytes).digest().subarray(0, 4)

  return {
    seal(text, forWhom) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(forWhom))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([keyId, nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(text, forWhom) {
      const all = Buffer.from(text, 'base64')
      if (!all.subarray(0, 4).equals(keyId)) return null
      const nonce = all.subarray(4, 4 + NONCE_BYTES)
      const tag = all.subarray(4 + NONCE_BYTES, 4 + NONCE_BYTES + TAG_BYTES)
      try {
        const decipher = createDecipheriv('aes-256-gcm', bytes, nonce, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(forWhom))
          .setAuthTag(tag)
        return decipher.update(all.subarray(4 + NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return null
      }
    },
  }
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
