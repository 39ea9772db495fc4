interface SegmentsProps<T extends string> {
  /** The name of the choice, for screen readers. */
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly title?: string }[];
  /** Undefined where none of them is chosen. */
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
}

/** A choice of one of a few options, all of them visible. */
export function Segments<T extends string>({ name, options, value, onChange }: SegmentsProps<T>) {
  return (
    <div class="segments" role="group" aria-label={name}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          title={option.title}
          aria-pressed={option.value === value}
          onClick={() => {
            onChange(option.value);
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
