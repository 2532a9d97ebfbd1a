/** What breaks loose in a storm, in the shape of Defender's API. */
const INCIDENTS = 60
const MACHINES = 400
/** Five incidents are large, as in a worm; the rest share what is left. */
const LARGE = { incidents: 5, machines: 40 }

/** A machine of the storm. */
export interface StormMachine {
  readonly id: string
  readonly incident: number
  readonly group: string
}

/** The machines of an incident are in one group, so that each group's channel has one incident or two. */
export function machinesIn(groups: readonly string[]): StormMachine[] {
  const small = MACHINES - LARGE.incidents * LARGE.machines
  return Array.from({ length: MACHINES }, (_, n) => {
    const incident = n < small ? LARGE.incidents + (n % (INCIDENTS - LARGE.incidents)) : (n - small) % LARGE.incidents
    return { id: n.toString(16).padStart(40, '0'), incident, group: groups[incident % groups.length] ?? '' }
  })
}

/** As Defender's API has it. */
export function machineOf({ id, group }: StormMachine): object {
  const rest = { healthStatus: 'Active', onboardingStatus: 'Onboarded', osPlatform: 'Windows11', riskScore: 'High' }
  return { id, computerDnsName: `host-${id.slice(-3)}`, rbacGroupName: group, ...rest }
}

/** All of a machine's are High on one in twenty machines; of the others' one in four is Medium, the rest Low. All changed within the last minute. */
export function alertOf(n: number, machines: readonly StormMachine[], now: number): object {
  const { id, incident, group } = machines[n % machines.length] ?? { id: '', incident: 0, group: '' }
  const time = new Date(now - 60_000 + (n % 60_000)).toISOString()
  return {
    id: `da${n}_1`,
    title: `Suspicious process ${n}`,
    severity: (n % machines.length) % 20 === 7 ? 'High' : n % 4 === 0 ? 'Medium' : 'Low',
    status: 'New',
    incidentId: 1000 + incident,
    machineId: id,
    computerDnsName: `host-${id.slice(-3)}`,
    rbacGroupName: group,
    alertCreationTime: time,
    lastUpdateTime: time,
    evidence: [],
  }
}
