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

/** A parameter that must be there. Names are case-sensitive: `comment` is a missing `Comment`. Throws a Refusal. */
export function textOf(body: unknown, name: string): string {
  if (!isObject(body)) throw new Refusal(400, 'InvalidRequestBody', 'Request body is incorrect')
  const value = body[name]
  if (typeof value !== 'string' || value.trim() === '')
    throw new Refusal(400, 'MissingRequiredParameter', `Required parameter ${name} is missing`)
  return value
}
