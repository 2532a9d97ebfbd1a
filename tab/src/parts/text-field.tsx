interface TextFieldProps {
  readonly label: string
  /** In characters. */
  readonly most: number
  readonly value: string
  readonly write: (value: string) => void
}

/** A few lines in a person's own words. */
export function TextField({ label, most, value, write }: TextFieldProps) {
  return (
    <fluent-textarea
      block
      resize="vertical"
      maxLength={most}
      value={value}
      onInput={(event) => {
        if ('value' in event.currentTarget) write(String(event.currentTarget.value))
      }}
    >
      <span slot="label">{label}</span>
    </fluent-textarea>
  )
}
