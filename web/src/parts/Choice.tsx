import { type ReactNode, type SelectHTMLAttributes, useId } from "react";

interface Option {
  value: string;
  title: ReactNode;
  /** What is to be known of it, in a line. */
  about?: ReactNode;
}

/** One of a few, each with a line about it. */
export function Choice(props: {
  label: ReactNode;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
  /** How many stand beside each other on a wide screen. */
  columns?: 2 | 3;
}) {
  const name = useId();
  const columns = props.columns === 3 ? "md:grid-cols-3" : "md:grid-cols-2";
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{props.label}</legend>
      <div className={`grid gap-2 ${columns}`}>
        {props.options.map((one) => (
          <label
            key={one.value}
            className={`flex min-h-8 cursor-pointer items-start gap-2 rounded-md border px-2.5 py-1.5 ${
              one.value === props.value ? "border-accent bg-selected" : "border-edge hover:bg-hover"
            }`}
          >
            <input
              type="radio"
              name={name}
              className="mt-1"
              value={one.value}
              checked={one.value === props.value}
              onChange={() => props.onChange(one.value)}
            />
            <span className="min-w-0">
              <span className="block">{one.title}</span>
              {one.about && <span className="block text-meta text-muted">{one.about}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  label: ReactNode;
  options: { value: string; title: string }[];
}

/** One of several in a list that folds down, with its name. */
export function Select({ label, options, className, ...rest }: SelectProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <select id={id} {...rest} className="h-8 w-full rounded-md border border-edge bg-panel px-2">
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.title}
          </option>
        ))}
      </select>
    </div>
  );
}
