import type { ActionType } from './action-life.ts'
import { Refusal } from './answers.ts'
import type { Kept } from './objects.ts'
import { isObject } from './objects.ts'

const ISOLATION_TYPES = ['Full', 'Selective', 'UnManagedDevice']

/** How a machine is to be isolated. Throws a Refusal when it cannot be (Defender: "Isolate machine API"). */
export function isolationType(machine: Kept, body: unknown): string {
  const type = textOf(body, 'IsolationType')
  if (!ISOLATION_TYPES.includes(type))
    throw new Refusal(400, 'InvalidInput', `IsolationType must be one of ${ISOLATION_TYPES.join(', ')}`)
  if ((type === 'UnManagedDevice') === (machine['onboardingStatus'] === 'Onboarded')) {
    throw new Refusal(
      400,
      'InvalidInput',
      `IsolationType ${type} does not apply to a machine that is ${String(machine['onboardingStatus'])}`,
    )
  }
  const windows = /^(Windows|AzureStack)/.test(String(machine['osPlatform']))
  if (type === 'Selective' && !windows && machine['osPlatform'] !== 'macOS') {
    throw new Refusal(400, 'OsPlatformNotSupported', 'Selective isolation is not supported on this operating system')
  }
  return type
}

/** How much is to be scanned. Throws a Refusal (Defender: "Run antivirus scan API"). */
export function scanType(body: unknown): string {
  const type = textOf(body, 'ScanType')
  if (type !== 'Quick' && type !== 'Full') throw new Refusal(400, 'InvalidInput', 'ScanType must be one of Quick, Full')
  return type
}

/** The file to be stopped. Throws a Refusal (Defender: "Stop and quarantine file API"; "Common REST API error codes"). */
export function sha1Of(body: unknown): string {
  const sha1 = textOf(body, 'Sha1')
  if (!/^[0-9a-f]{40}$/i.test(sha1)) throw new Refusal(400, 'InvalidHashValue', 'Sha1 is not a valid hash')
  return sha1.toLowerCase()
}

/** Types whose API pages name Windows alone, and the least version of Windows 10 that each names. */
const WINDOWS_10: { readonly [type in ActionType]?: number } = {
  RestrictCodeExecution: 1709,
  UnrestrictCodeExecution: 1709,
  CollectInvestigationPackage: 1703,
  StopAndQuarantineFile: 1703,
}

/** Throws a Refusal when the machine cannot carry this out. What is not onboarded can be contained and released only. */
export function requireSupport(type: ActionType, machine: Kept): void {
  const [os, onboarding] = [String(machine['osPlatform']), String(machine['onboardingStatus'])]
  if (onboarding !== 'Onboarded' && type !== 'Isolate' && type !== 'Unisolate')
    throw new Refusal(400, 'InvalidInput', `${type} does not apply to a machine that is ${onboarding}`)
  const least = WINDOWS_10[type]
  if (least === undefined) return
  if (!os.startsWith('Windows'))
    throw new Refusal(400, 'OsPlatformNotSupported', `${type} is not supported on this operating system`)
  if (os === 'Windows10' && Number(machine['version']) < least)
    throw new Refusal(400, 'ClientVersionNotSupported', `${type} needs Windows 10 version ${least} or later`)
}

/** A parameter that must be there. Names are case-sensitive: `comment` is a missing `Comment`. Throws a Refusal. */
export function textOf(body: unknown, name: string): string {
  if (!isObject(body)) throw new Refusal(400, 'InvalidRequestBody', 'Request body is incorrect')
  const value = body[name]
  if (typeof value !== 'string' || value.trim() === '')
    throw new Refusal(400, 'MissingRequiredParameter', `Required parameter ${name} is missing`)
  return value
}
