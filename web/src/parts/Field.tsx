import { type InputHTMLAttributes, type ReactNode, useId } from "react";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: ReactNode;
  hint?: ReactNode;
  fault?: ReactNode;
}

/** A field of a form with its name, a hint, and what is wrong with it. */
export function Field({ label, hint, fault, className, ...rest }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={described || undefined}
        aria-invalid={fault ? true : undefined}
        {...rest}
        className={`h-8 w-full rounded-md border bg-panel px-2.5 ${fault ? "border-critical" : "border-edge"}`}
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-meta text-muted">
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${id}-fault`} role="alert" className="mt-1 text-critical first-letter:uppercase">
          {fault}
        </p>
      )}
    </div>
  );
}
