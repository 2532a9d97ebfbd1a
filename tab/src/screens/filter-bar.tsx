import { useEffect, useState } from 'preact/hooks'
import { SearchIcon } from '../parts/icons.tsx'
import { type Choice, type Filter, groupChoices, SEVERITY_CHOICES, STATUS_CHOICES } from '../view/filter.ts'

/** Typing rests this long before a search is asked. */
const RESTS_MS = 300

interface FilterBarProps {
  readonly filter: Filter
  readonly setFilter: (filter: Filter) => void
  readonly groups: readonly string[]
}

/** Search, and three choices with the device's own pickers, which a thumb knows. */
export function FilterBar({ filter, setFilter, groups }: FilterBarProps) {
  const [typed, setTyped] = useState(filter.search)
  useEffect(() => {
    if (typed === filter.search) return
    const timer = setTimeout(() => setFilter({ ...filter, search: typed }), RESTS_MS)
    return () => clearTimeout(timer)
  }, [typed, filter])

  return (
    <search class="filters">
      <fluent-text-input
        type="search"
        placeholder="Search title, machine, user"
        value={typed}
        onInput={(event) => {
          if ('value' in event.currentTarget) setTyped(String(event.currentTarget.value))
        }}
      >
        <span class="unseen">Search alerts</span>
        <span slot="start">
          <SearchIcon />
        </span>
      </fluent-text-input>
      <div class="choices">
        <Pick
          name="Severity"
          choices={SEVERITY_CHOICES}
          value={filter.severity}
          pick={(severity) => setFilter({ ...filter, severity })}
        />
        <Pick name="Status" choices={STATUS_CHOICES} value={filter.status} pick={(status) => setFilter({ ...filter, status })} />
        <Pick
          name="Machine group"
          choices={groupChoices(groups)}
          value={filter.group}
          pick={(group) => setFilter({ ...filter, group })}
        />
      </div>
    </search>
  )
}

interface PickProps {
  readonly name: string
  readonly choices: readonly Choice[]
  readonly value: string
  readonly pick: (value: string) => void
}

function Pick({ name, choices, value, pick }: PickProps) {
  return (
    <span class="pick">
      <select aria-label={name} value={value} onChange={(event) => pick(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.word}
          </option>
        ))}
      </select>
    </span>
  )
}
