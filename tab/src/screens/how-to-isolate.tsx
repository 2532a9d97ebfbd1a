const WAYS = [
  { type: 'Full', word: 'Full', means: 'Only Defender can reach the machine' },
  { type: 'Selective', word: 'Selective', means: 'Outlook and Teams keep working' },
] as const

interface HowToIsolateProps {
  readonly chosen: 'Full' | 'Selective'
  readonly choose: (type: 'Full' | 'Selective') => void
}

/** Full or selective isolation, and what each leaves working. */
export function HowToIsolate({ chosen, choose }: HowToIsolateProps) {
  return (
    <fieldset class="hows">
      <legend>How</legend>
      {WAYS.map(({ type, word, means }) => (
        <label key={type}>
          <input type="radio" name="how" value={type} checked={chosen === type} onChange={() => choose(type)} />
          <span>
            <strong>{word}</strong>
            <span>{means}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
