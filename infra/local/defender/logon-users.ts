import type { Kept } from './objects.ts'
import { isObject } from './objects.ts'

/** Who logged on to a machine, as far as its alerts tell: `id` is `domain\user` and much is null, as recorded. */
export function logonUsers(alerts: readonly Kept[]): readonly Kept[] {
  const users = new Map<string, Kept>()
  for (const alert of alerts) {
    for (const named of [alert['relatedUser'], ...(Array.isArray(alert['loggedOnUsers']) ? alert['loggedOnUsers'] : [])]) {
      if (!isObject(named)) continue
      const [account, domain] = [named['userName'] ?? named['accountName'], named['domainName']]
      if (typeof account !== 'string') continue
      const id = `${String(domain)}\\${account}`.toLowerCase()
      users.set(id, {
        id,
        accountName: account,
        accountDomain: domain ?? null,
        accountSid: null,
        firstSeen: alert['firstEventTime'] ?? null,
        lastSeen: alert['lastEventTime'] ?? null,
        mostPrevalentMachineId: null,
        leastPrevalentMachineId: null,
        logonTypes: 'Interactive, RemoteInteractive',
        logOnMachinesCount: null,
        isDomainAdmin: account.toLowerCase().startsWith('adm'),
        isOnlyNetworkUser: null,
      })
    }
  }
  return [...users.values()]
}
