/** One of a few things that can be chosen. */
export interface Way {
  readonly value: string
  readonly word: string
  readonly means: string
}

interface ChoiceProps {
  readonly legend: string
  readonly ways: readonly Way[]
  readonly chosen: string
  readonly choose: (value: string) => void
}

/** A few things one under another, one of which is chosen. */
export function Choice({ legend, ways, chosen, choose }: ChoiceProps) {
  return (
    <fieldset class="hows">
      <legend>{legend}</legend>
      {ways.map(({ value, word, means }) => (
        <label key={value}>
          <input type="radio" name="choice" value={value} checked={chosen === value} onChange={() => choose(value)} />
          <span>
            <strong>{word}</strong>
            <span>{means}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
