r"""JSON that holds hostile strings without harm.

- Lone surrogates, which no UTF-8 can hold, are written as visible `\xNN` text.
- Other characters that can't be seen, such as those that steer a terminal or turn the reading
  direction, are written as `\uNNNN`: the value stays the same and the line is safe to show.
"""

import msgspec

from akwarden.reports.visible import encodable, is_seen

_encoder = msgspec.json.Encoder()


def encode(value: object) -> str:
    """Return `value`, a struct or what JSON can hold, as one line of JSON."""
    try:
        line = _encoder.encode(value)
    except UnicodeEncodeError:
        line = _encoder.encode(_mended(msgspec.to_builtins(value)))
    text = line.decode()
    return text if text.isprintable() else "".join(c if is_seen(c) else _json_escape(c) for c in text)


def _mended(value: object) -> object:
    """Return `value` with every string in it encodable."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {_mended(key): _mended(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(inner) for inner in value]
    return value


def _json_escape(character: str) -> str:
    """Return one character as JSON writes it in ASCII; a pair of escapes beyond the basic plane."""
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
