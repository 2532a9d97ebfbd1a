import type {
  TabBatch,
  TabBatchChoice,
  TabBatchChoices,
  TabBatchItem,
  TabNewestBatch,
  TabOthersBatch,
} from '../../bot/tab-contract/batches.ts'

const MACHINES = [
  ['1', 'fin-laptop-07', 'Workstations'],
  ['2', 'srv-files-02', 'Servers'],
  ['3', 'hr-laptop-12', 'Workstations'],
  ['4', 'srv-mail-01.fabrikam.example', 'Servers'],
] as const

/** What can be selected: three that can be isolated, one that is already. */
export const CHOICES: TabBatchChoices = {
  choices: MACHINES.map(([digit, name, machineGroup]) => choice(digit, name, machineGroup)),
  ways: [
    { type: 'Full', means: 'Only Defender’s own service stays reachable.' },
    { type: 'Selective', means: 'Outlook, Teams and Skype for Business keep working, too.' },
  ],
  suggestedReason: 'Isolate several machines',
  brake: null,
}

/** Half way: one accepted, one that needs a second person, one in hand, one waiting. */
export const RUNNING: TabBatch = {
  id: '00000000000000cc',
  is: 'running',
  title: 'Isolating 4 machines',
  words: '2 of 4 had their turn. One after another, as Robin Responder.',
  mayStop: true,
  mayGoOn: false,
  items: [
    item(0, { is: 'accepted', tone: 'good', words: 'Defender accepted it', headline: 'Isolating, waiting for the machine' }),
    item(1, {
      is: 'approval',
      tone: 'warn',
      words: 'A second person has to approve: its device value is High.',
      headline: 'Not isolated',
    }),
    item(2, { is: 'asking', tone: 'warn', words: 'Asking Defender', headline: 'Isolation asked' }),
    item(3, { is: 'waiting', tone: 'calm', words: 'Waits for its turn', headline: null }),
  ],
}

/** The same after the session had ended. */
export const STOPPED: TabBatch = {
  ...RUNNING,
  is: 'stopped',
  title: 'Isolating 4 machines: stopped',
  words: '3 of 4 had their turn. Defender or the organisation wants a new sign-in. Nothing was asked of the last one.',
  mayStop: false,
  mayGoOn: true,
  items: [
    ...RUNNING.items.slice(0, 2),
    item(2, {
      is: 'refused',
      tone: 'bad',
      words:
        'Defender refused. Isolating needs the role Active remediation actions and access to machine group Workstations. Nothing was done.',
      headline: 'Not isolated',
    }),
    item(3, { is: 'stopped', tone: 'calm', words: 'Not asked', headline: null }),
  ],
}

/** Somebody else's, as a lead is shown it. */
export const OTHERS: TabOthersBatch = {
  id: '00000000000000dd',
  askedBy: 'Wanda Workstations',
  title: 'Releasing 12 machines',
  words: '5 of 12 had their turn. One after another, as Wanda Workstations.',
  mayStop: true,
}

/** What the API tells of the person's newest batch. */
export function newest(batch: TabBatch | null): TabNewestBatch {
  return { batch }
}

function choice(digit: string, name: string, machineGroup: string): TabBatchChoice {
  const free = digit !== '3'
  return {
    id: digit.repeat(40),
    name,
    machineGroup,
    headline: free ? 'Not isolated' : 'Isolated',
    generation: Number(digit),
    why: free ? null : 'Isolated',
    warnings:
      digit === '2' ? ['A second person has to approve: its device value is High.', 'Server: what it serves is cut, too.'] : [],
  }
}

function item(at: number, over: Pick<TabBatchItem, 'is' | 'tone' | 'words' | 'headline'>): TabBatchItem {
  const [digit = '', name = '', machineGroup = ''] = MACHINES[at] ?? []
  return { id: digit.repeat(40), name, machineGroup, ...over }
}
