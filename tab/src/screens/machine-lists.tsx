import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import { useTools } from '../tools.ts'
import { moment } from '../view/times.ts'
import { spaced, words } from '../view/words.ts'

const NOT_ARRIVED = 'Defender did not answer this in time. Read anew to ask again.'

/** Who was logged on, domain admins marked. */
export function Logons({ logons }: Pick<TabMachine, 'logons'>) {
  const { now } = useTools()
  if (!logons) return <p class="none">{NOT_ARRIVED}</p>
  if (logons.length === 0) return <p class="none">Nobody that Defender knows of.</p>
  return (
    <ul class="entries">
      {logons.map(({ account, lastSeenAt, isDomainAdmin }) => (
        <li key={account}>
          <p class="said">
            {account} {isDomainAdmin && <strong class="mark tone-warn">domain admin</strong>}
          </p>
          <p class="by">{moment(lastSeenAt, now)}</p>
        </li>
      ))}
    </ul>
  )
}

/** What Defender was asked to do to the machine, by whom and when, from anywhere. */
export function MachineActions({ actions }: Pick<TabMachine, 'actions'>) {
  const { now } = useTools()
  if (!actions) return <p class="none">{NOT_ARRIVED}</p>
  if (actions.length === 0) return <p class="none">None that Defender keeps.</p>
  return (
    <ul class="entries">
      {actions.map(({ id, type, status, requestor, comment, source, createdAt }) => (
        <li key={id}>
          <p class="said">
            <strong>{words(type)}</strong> · {words(status)}
          </p>
          {comment !== null && <p>{comment}</p>}
          <p class="by">{[requestor, moment(createdAt, now), source && `from ${spaced(source)}`].filter(Boolean).join(' · ')}</p>
        </li>
      ))}
    </ul>
  )
}
