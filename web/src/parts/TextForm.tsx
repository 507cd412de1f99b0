import { type FormEvent, type ReactNode, useState } from "react";
import type { Right } from "@/api/types";
import { Button } from "./Button";
import { Field } from "./Field";
import { Popover } from "./Popover";

interface Props {
  /** By which tests and keys find the button. */
  name?: string;
  title: string;
  /** What the field asks for. */
  label: string;
  icon?: ReactNode;
  right?: Right;
  required?: boolean;
  /** Why it can't be done now. */
  blocked?: string | null;
  side?: "top" | "bottom";
  /** Says whether it was done; what was not stays in the field. */
  onSend: (text: string) => Promise<boolean>;
}

/** A button that asks for one line of text beside itself. */
export function TextForm({
  name,
  title,
  label,
  icon,
  right,
  required,
  blocked,
  side = "bottom",
  onSend,
}: Props) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const button = (
    <Button right={right} icon={icon} blocked={blocked} data-form={name}>
      {title}
    </Button>
  );
  if (blocked) return button;
  async function send(event: FormEvent) {
    event.preventDefault();
    setOpen(false);
    if (await onSend(text.trim())) setText("");
  }
  return (
    <Popover title={title} side={side} open={open} onOpenChange={setOpen} trigger={button}>
      <form className="space-y-3" onSubmit={(event) => void send(event)}>
        <Field
          label={label}
          value={text}
          maxLength={200}
          required={required}
          onChange={(event) => setText(event.target.value)}
        />
        <Button look="main" type="submit">
          {title}
        </Button>
      </form>
    </Popover>
  );
}
