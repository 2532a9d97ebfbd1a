import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { Wanted } from '../../domain/intent.ts'

/** The end of the path under the machine, and what goes into the body besides the comment (Defender: each machine action's API page). */
export function startRequest({ verb, isolationType, scanType, sha1 }: Wanted): { readonly path: string; readonly body: object } {
  switch (verb) {
    case 'isolate':
      return { path: 'isolate', body: { IsolationType: isolationType } }
    case 'contain':
      return { path: 'isolate', body: { IsolationType: 'UnManagedDevice' } }
    case 'unisolate':
      return { path: 'unisolate', body: {} }
    case 'scan':
      return { path: 'runAntiVirusScan', body: { ScanType: scanType } }
    case 'restrict':
      return { path: 'restrictCodeExecution', body: {} }
    case 'unrestrict':
      return { path: 'unrestrictCodeExecution', body: {} }
    case 'collect':
      return { path: 'collectInvestigationPackage', body: {} }
    case 'quarantine':
      return { path: 'StopAndQuarantineFile', body: { Sha1: sha1 } }
    case 'cancel':
      throw new Error('a cancellation begins nothing')
  }
}

const shape = z.object({ value: z.string() })

/**
 * The link in an answer: text, and in the documentation's own example within quotation marks once more (Get package SAS URI API).
 * @throws BotError `unclear` for what is no link to a secure place
 */
export function packageUriIn(body: unknown): string {
  const { success, data } = shape.safeParse(body)
  const link = success ? data.value.replace(/^"(.*)"$/, '$1') : ''
  if (URL.parse(link)?.protocol !== 'https:') throw new BotError('unclear', 'Defender gave no link to a package')
  return link
}
