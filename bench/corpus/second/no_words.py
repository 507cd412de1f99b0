"""Rules, documents, languages and schemas that speak of keys."""

from corpus.model import Form

FORMS = (
    Form(
        "toml/no-scanner-rules",
        "gitleaks.toml .gitleaks.toml rules.toml",
        "",
        """title = "gitleaks config"

[[rules]]
id = "aws-access-token"
regex = '''(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}'''
keywords = ["akia", "asia"]

[[rules]]
id = "tencent-secret-id"
regex = '''\\bAKID[a-zA-Z0-9]{13,40}\\b'''
entropy = ⟦int:3:4⟧.⟦int:0:9⟧

[[rules]]
id = "slack-webhook"
regex = '''https://hooks.slack.com/(?:services|workflows)/[A-Za-z0-9+/]{43,46}'''

[allowlist]
commits = ["⟦hex:40⟧", "⟦hex:40⟧"]
paths = ['''go\\.sum$''']
""",
    ),
    Form(
        "markdown/no-document-of-key-formats",
        "formats.md docs/keys.md README.md",
        "",
        """# How keys look

| vendor | id | secret |
| --- | --- | --- |
| AWS | `AKIA` + 16 of base32, e.g. `AKIA****************` | 40 of base64 |
| Tencent Cloud | `AKID` + 32 letters or digits | 32 letters or digits |
| Alibaba Cloud | `LTAI...` | 30 letters or digits |
| GitHub | `ghp_` + 36, the last 6 are a checksum | |
| OpenAI | `sk-...T3Blbk...` | |

The documented sample of AWS is `AKIAIOSFODNN7⟦pick:EXAMPLE¦EXAMPLE⟧`. A PEM starts with `-----BEGIN`.
See commit ⟦hex:40⟧.
""",
    ),
    Form(
        "json/no-language-file",
        "zh-CN.json locales/en.json messages_zh.json",
        "",
        """{
  "settings.cloud.accessKeyId": "访问密钥 ID",
  "settings.cloud.secretAccessKey": "Secret access key",
  "settings.cloud.secretKey.placeholder": "请输入 SecretKey，例如 AKIDxxxx 对应的密钥",
  "settings.cloud.secretKey.required": "SecretKeyRequired",
  "login.password": "Password",
  "login.password.tooShort": "PasswordMustHaveAtLeast12CharactersAndOneDigit",
  "token.expired": "TheTokenHasExpiredPleaseSignInAgain",
  "_hash": "⟦hex:32⟧"
}
""",
    ),
    Form(
        "text/no-password-wordlist",
        "wordlist.txt common-passwords.lst",
        "",
        """# common defaults, for the strength meter
123456
password
admin
changeme
secret
qwerty
letmein
⟦rep:3-8:⟦word⟧
⟧correcthorsebatterystaple
# list sha1 ⟦hex:40⟧
""",
    ),
    Form(
        "json/no-json-schema",
        "values.schema.json config.schema.json",
        "",
        """{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://example.com/⟦uuid⟧.json",
  "type": "object",
  "required": ["secretId", "secretKey"],
  "properties": {
    "secretId": {"type": "string", "pattern": "^AKID[0-9a-zA-Z]{32}$", "description": "CAM secret id"},
    "secretKey": {"type": "string", "minLength": 32, "maxLength": 32, "writeOnly": true},
    "awsSecretAccessKey": {"type": "string", "pattern": "^[A-Za-z0-9/+]{40}$", "default": ""},
    "token": {"type": ["string", "null"], "examples": ["<token>"]}
  }
}
""",
    ),
    Form(
        "proto/no-message-definitions",
        "secret.proto api/keys.proto",
        "",
        """syntax = "proto3";
package ⟦word⟧.v1;
option go_package = "github.com/⟦org⟧/⟦app⟧/gen/keys;keys";

// guid ⟦uuid⟧
message CreateAccessKeyResponse {
  string access_key_id = 1;
  string secret_access_key = 2; // shown once
  string session_token = 3;
  bytes fingerprint_sha256 = 4; // ⟦hex:64⟧
}
""",
    ),
    Form(
        "json/no-telemetry-export",
        "metrics.json events.jsonl",
        "",
        """⟦rep:3-8:{"event":"secret_key_viewed","distinct_id":"⟦uuid⟧","anonymous_id":"⟦hex:16⟧-⟦hex:15⟧-⟦hex:8⟧",\
"insert_id":"⟦alnum:36⟧","time":⟦ms⟧,"ak_count":⟦int:0:9⟧}
⟧""",
    ),
)
