import pytest

from akwarden.sources.git.refusals import mend_of

_URL = "unable to access 'https://g.example/a.git/'"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"{_URL}: SSL certificate problem: self-signed certificate", "GIT_SSL_CAINFO"),
        (f"{_URL}: SSL certificate problem: unable to get local issuer certificate", "GIT_SSL_CAINFO"),
        (f"{_URL}: server certificate verification failed. CAfile: none CRLfile: none", "GIT_SSL_CAINFO"),
        (f"{_URL}: SSL certificate problem: certificate has expired", "new certificate"),
        (
            f"{_URL}: SSL: no alternative certificate subject name matches target host name 'g.example'",
            "the name that its certificate is for",
        ),
        (
            f"{_URL}: SSL: certificate subject name (a.example) does not match target hostname 'g.example'",
            "the name that its certificate is for",
        ),
        ("could not read Username for 'https://git.example.com': terminal prompts disabled", "a login"),
        ("Authentication failed for 'https://git.example.com/a.git/'", "a login"),
        (f"{_URL}: The requested URL returned error: 403", "a login"),
        ("repository 'https://git.example.com/a.git/' not found", "check the path"),
        (f"{_URL}: The requested URL returned error: 302", "sends on to"),
        (
            "unable to update url base from redirection:\n  asked for: https://git.example.com/a.git",
            "sends on to",
        ),
        (f"{_URL}: Failed to connect to git.example.com port 443 after 0 ms", "the port"),
        (f"{_URL}: Could not connect to server", "the port"),
        ("early EOF", "check the address"),
        ("", "check the address"),
    ],
)
def test_the_mend_goes_by_what_git_says(words: str, said: str) -> None:
    assert said in mend_of(words)
