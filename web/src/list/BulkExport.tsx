import { useLingui } from "@lingui/react/macro";
import { Download } from "lucide-react";
import { address, download } from "@/api/client";
import { number } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { Menu, MenuItem, MenuLink } from "@/parts/Menu";
import { useTellFault } from "@/parts/Problem";
import { FORMATS } from "./Tools";
import type { Chosen } from "./useChosen";

/** Rows that are named one by one; more are taken with "all that fit". */
const MOST = 1000;

interface Props {
  noun: string;
  chosen: Chosen;
  sort: string | null;
  all: boolean;
  more?: Record<string, string | null>;
}

/** The selected rows as a file. */
export function BulkExport({ noun, chosen, sort, all, more }: Props) {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const { ids, q } = chosen.selection;
  const most = number(MOST);
  const blocked =
    ids !== null && ids.length > MOST ? t`At most ${most} rows, or all that fit, go into a file.` : null;
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Download className="size-4" aria-hidden />} title={t`Export what is selected`}>
          {t`Export`}
        </Button>
      }
    >
      {FORMATS.map((format) =>
        ids === null ? (
          <MenuLink
            key={format}
            icon={<Download aria-hidden />}
            href={address(`/${noun}/export`, { format, q, sort, all, ...more })}
          >
            {format.toUpperCase()}
          </MenuLink>
        ) : (
          <MenuItem
            key={format}
            icon={<Download aria-hidden />}
            blocked={blocked}
            onClick={() => void download(`/${noun}/export`, { ids, format, sort }).catch(tellFault)}
          >
            {format.toUpperCase()}
          </MenuItem>
        ),
      )}
    </Menu>
  );
}
