import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowDown, ArrowUp, Columns3, Download, EyeOff, Link2 } from "lucide-react";
import { address } from "@/api/client";
import { number } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { Menu, MenuItem, MenuLine, MenuLink, MenuTitle } from "@/parts/Menu";
import { Popover } from "@/parts/Popover";
import { type Stored, useStored } from "@/parts/stored";
import { type Column, dense, type Layout } from "./columns";

/** Which columns there are, in which order, and how high rows are. */
export function ColumnsMenu<Row>({ columns, layout }: { columns: Column<Row>[]; layout: Stored<Layout> }) {
  const { t } = useLingui();
  const [now, save] = useStored(layout);
  const [isDense, setDense] = useStored(dense);
  const byName = new Map(columns.map((one) => [one.name, one]));
  const known = now.order.filter((name) => byName.has(name));
  const order = [...known, ...columns.map((one) => one.name).filter((name) => !known.includes(name))];
  function move(name: string, step: number) {
    const free = order.filter((one) => !byName.get(one)?.isSticky);
    const at = free.indexOf(name);
    const to = at + step;
    if (to < 0 || to >= free.length) return;
    free.splice(at, 1);
    free.splice(to, 0, name);
    save({ ...now, order: [...order.filter((one) => byName.get(one)?.isSticky), ...free] });
  }
  return (
    <Popover
      align="end"
      title={t`Columns`}
      trigger={<Button aria-label={t`Columns`} icon={<Columns3 className="size-4" aria-hidden />} />}
    >
      <ul className="max-h-[50vh] overflow-y-auto">
        {order.map((name) => {
          const column = byName.get(name) as Column<Row>;
          const title = t(column.title);
          return (
            <li key={name} className="flex min-h-7 items-center gap-2">
              <label className="flex flex-1 items-center gap-2">
                <input
                  type="checkbox"
                  className="size-4 accent-(--accent)"
                  disabled={column.isSticky}
                  checked={column.isSticky || (now.shown[name] ?? !column.isHidden)}
                  onChange={(event) =>
                    save({ ...now, shown: { ...now.shown, [name]: event.target.checked } })
                  }
                />
                {title}
              </label>
              {!column.isSticky && (
                <>
                  <Mover label={t`Move ${title} to the front`} onClick={() => move(name, -1)} isUp />
                  <Mover label={t`Move ${title} to the back`} onClick={() => move(name, 1)} />
                </>
              )}
            </li>
          );
        })}
      </ul>
      <div className="mt-2 flex items-center justify-between border-t pt-2">
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            checked={isDense}
            onChange={(event) => setDense(event.target.checked)}
          />
          <Trans>Dense rows</Trans>
        </label>
        <Button look="quiet" onClick={() => save({ order: [], shown: {}, widths: {} })}>
          <Trans>As it was</Trans>
        </Button>
      </div>
    </Popover>
  );
}

function Mover({ label, onClick, isUp }: { label: string; onClick: () => void; isUp?: boolean }) {
  const Icon = isUp ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-ink"
    >
      <Icon className="size-3.5" aria-hidden />
    </button>
  );
}

/** What a file of a list can be. */
export const FORMATS = ["csv", "xlsx", "json", "jsonl"];

interface ExportProps {
  noun: string;
  q: string;
  sort: string | null;
  all: boolean;
  /** What else the list takes. */
  more?: Record<string, string | null>;
  formats?: string[];
}

/** What is shown, as a file or as a link. */
export function ExportMenu({ noun, q, sort, all, more, formats = FORMATS }: ExportProps) {
  const { t } = useLingui();
  return (
    <Menu
      align="end"
      trigger={<Button aria-label={t`Export`} icon={<Download className="size-4" aria-hidden />} />}
    >
      {formats.length > 0 && (
        <MenuTitle>
          <Trans>What is shown, as</Trans>
        </MenuTitle>
      )}
      {formats.map((format) => (
        <MenuLink
          key={format}
          icon={<Download aria-hidden />}
          href={address(`/${noun}/export`, { format, q, sort, all, ...more })}
        >
          {format.toUpperCase()}
        </MenuLink>
      ))}
      <MenuLine />
      <MenuItem
        icon={<Link2 aria-hidden />}
        onClick={() => void copyAndTell(location.href, t`The link is copied.`)}
      >
        <Trans>Copy link</Trans>
      </MenuItem>
    </Menu>
  );
}

/** How many are left out by default; a press shows them. */
export function HiddenChip(props: { hidden: number; all: boolean; what: string; onToggle: () => void }) {
  const { t } = useLingui();
  if (!props.all && props.hidden === 0) return null;
  const count = number(props.hidden);
  return (
    <button
      type="button"
      aria-pressed={props.all}
      onClick={props.onToggle}
      className="inline-flex h-6 items-center gap-1 rounded-full border px-2 text-meta text-muted hover:bg-hover hover:text-ink"
    >
      <EyeOff className="size-3.5" aria-hidden />
      {props.all ? t`All are shown` : t`${count} ${props.what} hidden`}
    </button>
  );
}

/** What came while the list was looked at; it never jumps by itself. */
export function NewChip({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null;
  return (
    <button
      type="button"
      onClick={onShow}
      className="inline-flex h-6 items-center rounded-full bg-accent px-2.5 text-meta font-medium text-on-accent"
    >
      {plural(count, { one: "# new", other: "# new" })}
    </button>
  );
}
