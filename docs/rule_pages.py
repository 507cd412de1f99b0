"""The page of each rule: what it finds, why that matters, before and after, what to do."""

# ruff: noqa: INP001  a script beside the documents, no package

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from akwarden.model.rule import Part, PartName, Rule, Sample


class Example(NamedTuple):
    """A piece of code as it should not be, and as it should."""

    language: str
    before: str
    after: str


GENERIC = Example(
    "yaml",
    "access_key_secret: <the secret itself>\n",
    "access_key_secret: ${ACCESS_KEY_SECRET}  # filled in when the program starts, from a secret store\n",
)
"""For a rule that has none of its own below."""

EXAMPLES: Mapping[str, Example] = {
    "akwarden-token": Example(
        "yaml",
        'run: |\n  curl -H "Authorization: Bearer akw_{43*A}{6*C}" "$AKWARDEN/api/v1/alarms"\n',
        'run: |\n  curl -H "Authorization: Bearer $AKWARDEN_TOKEN" "$AKWARDEN/api/v1/alarms"\n'
        "env:\n  AKWARDEN_TOKEN: ${{ secrets.AKWARDEN_TOKEN }}\n",
    ),
    "tencent-access-key": Example(
        "python",
        'cred = credential.Credential("AKID{32*A}", "{32*A}")\n',
        "# The SDK looks into the environment, then a profile file, then asks for the role of the machine.\n"
        "cred = credential.DefaultCredentialProvider().get_credentials()\n",
    ),
    "tencent-temporary-key": Example(
        "javascript",
        'const cos = new COS({\n  SecretId: "AKID{64*W}",\n  SecretKey: "{43*A}=",\n'
        '  SecurityToken: "{220*W}",\n});\n',
        "// The server issues a key for this user's own folder, for minutes, each time one is needed.\n"
        "const cos = new COS({\n"
        "  getAuthorization: async (options, callback) => {\n"
        '    const { credentials, startTime, expiredTime } = await (await fetch("/sts")).json();\n'
        "    callback({\n"
        "      TmpSecretId: credentials.tmpSecretId,\n"
        "      TmpSecretKey: credentials.tmpSecretKey,\n"
        "      SecurityToken: credentials.sessionToken,\n"
        "      StartTime: startTime,\n"
        "      ExpiredTime: expiredTime,\n"
        "    });\n"
        "  },\n"
        "});\n",
    ),
    "aws-access-key": Example(
        "python",
        'session = boto3.Session(\n    aws_access_key_id="AKIA{16*B}",\n'
        '    aws_secret_access_key="{40*S}",\n)\n',
        "session = boto3.Session()  # the role of the machine, or the profile of the person\n",
    ),
    "aws-temporary-key": Example(
        "ini",
        "[deploy]\naws_access_key_id = ASIA{16*B}\naws_secret_access_key = {40*S}\n"
        "aws_session_token = IQoJb3JpZ2lu{300*S}\n",
        "# The tools ask for a session of the role themselves, and for a new one when it ends.\n"
        "[profile deploy]\nrole_arn = arn:aws:iam::111122223333:role/deploy\nsource_profile = base\n",
    ),
    "alibaba-access-key": Example(
        "python",
        'auth = oss2.Auth("LTAI{20*A}", "{30*A}")\n',
        "# From OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, set by whoever starts the program.\n"
        "auth = oss2.ProviderAuthV4(EnvironmentVariableCredentialsProvider())\n",
    ),
    "alibaba-temporary-key": Example(
        "json",
        '{"mode": "StsToken", "access_key_id": "STS.{25*A}", "access_key_secret": "{44*A}",\n'
        ' "sts_token": "CAIS{400*S}="}\n',
        '{"mode": "EcsRamRole", "ram_role_name": "deploy"}\n',
    ),
}
"""What to write in the place of a leaked key; tests hold that the rule finds the one and not the other."""

_KEY_ID = re.compile(r"\bA[KS][A-Z]{2}[0-9A-Z]{12,}")
_PARTS = {PartName.KEY_ID: "The id", PartName.SECRET: "The secret", PartName.TOKEN: "The session token"}


def pages(rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of every page, the list first."""
    yield "README.md", "\n".join(_list(rules)) + "\n"
    for rule in rules:
        yield f"{rule.id}.md", "\n".join(_page(rule)) + "\n"


def table(rules: Sequence[Rule], folder: str = "") -> Iterator[str]:
    """Yield the lines of a table with a row a rule; `folder` is where the pages lie."""
    yield "| Rule | What | Severity | By itself |"
    yield "| --- | --- | --- | --- |"
    for rule in rules:
        alone = "; ".join(_alone_words(rule)) or "nothing"
        yield f"| [`{rule.id}`]({folder}{rule.id}.md) | {rule.title} | {rule.severity} | {alone} |"


def _alone_words(rule: Rule) -> Iterator[str]:
    for name in PartName:
        part = rule.part(name)
        if part and part.alone:
            yield f"{name} {part.alone.severity}"


def _list(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield (
        "A finding has the severity of its rule when all that is needed to use the key was found. The last "
        "column says how a part is reported that was found without the others."
    )
    yield ""
    yield from table(rules)
    yield ""
    yield "How to write your own: [Rules](../../guides/rules.md)."


def _page(rule: Rule) -> Iterator[str]:
    yield f"# {rule.title}"
    yield ""
    yield "| Rule | Provider | Severity | Confidence | Kind of key |"
    yield "| --- | --- | --- | --- | --- |"
    yield f"| `{rule.id}` | {rule.provider} | {rule.severity} | {rule.confidence} | {rule.key_type} |"
    yield ""
    yield from _what(rule)
    yield "## Why it matters"
    yield ""
    yield rule.why
    yield ""
    yield from _before_and_after(EXAMPLES.get(rule.id, GENERIC))
    yield "## Remediation"
    yield ""
    yield rule.remediation
    yield ""
    yield from _samples(rule)
    yield "## References"
    yield ""
    for reference in rule.references:
        yield f"- [{reference.title}]({reference.url})" if reference.url else f"- {reference.title}"


def _what(rule: Rule) -> Iterator[str]:
    yield "## What it finds"
    yield ""
    for name in PartName:
        part = rule.part(name)
        if part:
            forms = " or ".join(f"`{form.value}{form.tail}`" for form in part.forms)
            yield f"- {_PARTS[name]}: {forms}. {_alone_sentence(part)}"
    yield ""


def _alone_sentence(part: Part) -> str:
    """Say how a part is reported that was found without the others."""
    alone = part.alone
    if alone is None:
        return "Without the other parts it is not reported."
    needs = [
        *(["under one of its own names"] if alone.named else []),
        *(["with a word of the provider near it"] if alone.context else []),
    ]
    only = f"only {' and '.join(needs)}, as" if needs else "as"
    return (
        f"By itself it is reported {only} *{alone.title}*: {alone.severity}, {alone.confidence} confidence."
    )


def _before_and_after(example: Example) -> Iterator[str]:
    for title, code in (("Before", example.before), ("After", example.after)):
        yield f"## {title}"
        yield ""
        yield f"```{example.language}"
        yield code.rstrip("\n")
        yield "```"
        yield ""


def _samples(rule: Rule) -> Iterator[str]:
    yield "## Samples"
    yield ""
    yield (
        "`{32*A}` stands for 32 random characters; "
        "[the guide](../../guides/rules.md#samples-and-templates) lists the alphabets."
    )
    yield ""
    for title, texts in (
        ("Reported", [one.text if isinstance(one, Sample) else one for one in rule.samples.match]),
        ("Not reported", rule.samples.no_match),
    ):
        yield f"{title}:"
        yield ""
        yield "```text"
        yield "\n\n".join(_shortened(text.rstrip("\n")) for text in texts)
        yield "```"
        yield ""


def _shortened(text: str) -> str:
    """Return a sample with the ids that vendors print cut short, so that no scanner stops at this page."""
    return _KEY_ID.sub(lambda run: f"{run[0][:6]}…", text)
