"""JSON: settings, exports of tools, JSON inside JSON."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "json/config-nested",
        "config.json settings.json ⟦env⟧.json",
        PAIRS,
        """{
  "name": "⟦app⟧",
  "version": "⟦ver⟧",
  "⟦store⟧": {
    "⟦idn.bare.camel⟧": "⟦id⟧",
    "⟦secn.bare.camel⟧": "⟦sec⟧",
    "region": "⟦region⟧",
    "bucket": "⟦bucket⟧"
  },
  "commit": "⟦hex:40⟧"
}
""",
    ),
    Form(
        "json/one-line",
        "config.json key.json conf.json",
        PAIRS,
        """{"app":"⟦app⟧","rev":"⟦hex:12⟧","⟦idn.snake⟧":"⟦id⟧","⟦secn.snake⟧":"⟦sec⟧","region":"⟦region⟧"}
""",
    ),
    Form(
        "json/secret-first",
        "app.json options.json",
        CLOUDS,
        """{
  "⟦secn.pascal⟧": "⟦sec⟧",
  "Bucket": "⟦bucket⟧",
  "Uuid": "⟦uuid⟧",
  "⟦idn.pascal⟧": "⟦id⟧"
}
""",
    ),
    Form(
        "json/array-of-accounts",
        "accounts.json keys.json",
        BIG,
        """[
  {"id": 1, "name": "⟦person⟧", "⟦idn.camel⟧": "⟦id⟧", "⟦secn.camel⟧": "⟦sec⟧"},
  {"id": 2, "name": "⟦word⟧", "⟦idn.camel⟧": "⟦2.id⟧", "⟦secn.camel⟧": "⟦2.sec⟧"},
  {"id": 3, "name": "⟦word⟧", "etag": "⟦hex:32⟧"}
]
""",
        extra="=",
    ),
    Form(
        "json/slash-escaped",
        "export.json option.json",
        "aws kingsoft volcengine",
        """{"id":⟦num:3⟧,"site":"https:\\/\\/⟦host⟧\\/","⟦idn.snake⟧":"⟦id⟧","⟦secn.snake⟧":"⟦sec.slash⟧",\
"path":"\\/⟦word⟧\\/"}
""",
    ),
    Form(
        "json/unicode-escaped",
        "response.json state.json",
        "aws volcengine kingsoft",
        """{
  "endpoint": "https:\\u002f\\u002f⟦endpoint⟧",
  "⟦idn.camel⟧": "⟦id⟧",
  "⟦secn.camel⟧": "⟦sec.u002f⟧"
}
""",
    ),
    Form(
        "json/json-in-json",
        "message.json task.json nacos.json",
        BIG,
        """{
  "dataId": "⟦app⟧.json",
  "md5": "⟦hex:32⟧",
  "content": "{\\"⟦store⟧\\":{\\"⟦idn.camel⟧\\":\\"⟦id⟧\\",\\"⟦secn.camel⟧\\":\\"⟦sec⟧\\",\
\\"region\\":\\"⟦region⟧\\"}}",
  "type": "json"
}
""",
    ),
    Form(
        "json/json-in-json-twice",
        "queue.json event.json",
        BIG,
        """{"messageId":"⟦uuid⟧","body":"{\\"payload\\":\\"{\\\\\\"⟦idn.snake⟧\\\\\\":\\\\\\"⟦id⟧\\\\\\",\
\\\\\\"⟦secn.snake⟧\\\\\\":"""
        """\\\\\\"⟦sec⟧\\\\\\"}\\"}"}
""",
    ),
    Form(
        "json/yaml-in-json",
        "nacos_config.json release.json",
        BIG,
        """{
  "id": "⟦num:18⟧",
  "dataId": "⟦app⟧-⟦env⟧.yaml",
  "content": "server:\\n  port: 8080\\n⟦store⟧:\\n  ⟦idn.bare.camel⟧: ⟦id⟧\\n  ⟦secn.bare.camel⟧: ⟦sec⟧\\n",
  "md5": "⟦hex:32⟧"
}
""",
    ),
    Form(
        "json/vscode-launch",
        "launch.json settings.json",
        CLOUDS,
        """{
  "version": "0.2.0",
  "configurations": [
    {
      "name": "⟦app⟧",
      "type": "go",
      "request": "launch",
      "program": "${workspaceFolder}/cmd",
      "env": {
        "⟦idn.upper⟧": "⟦id⟧",
        "⟦secn.upper⟧": "⟦sec⟧"
      },
      "args": ["--rev", "⟦hex:40⟧"]
    }
  ]
}
""",
    ),
    Form(
        "json/appsettings",
        "appsettings.json appsettings.Production.json",
        PAIRS,
        """{
  "Logging": { "LogLevel": { "Default": "Information" } },
  "AllowedHosts": "*",
  "⟦brand.pascal⟧": {
    "⟦idn.bare.pascal⟧": "⟦id⟧",
    "⟦secn.bare.pascal⟧": "⟦sec⟧",
    "Bucket": "⟦bucket⟧"
  },
  "UserSecretsId": "⟦uuid⟧"
}
""",
    ),
    Form(
        "json/with-comments",
        "settings.jsonc project.private.config.json",
        CLOUDS,
        """{
  // ⟦cmt⟧
  "⟦idn.camel⟧": "⟦id⟧", // ⟦brandcn⟧
  "⟦secn.camel⟧": "⟦sec⟧",
  "bucket": "⟦bucket⟧", /* ⟦cmt⟧ */
}
""",
    ),
    Form(
        "json/package-scripts",
        "package.json",
        "tencent aws alibaba",
        """{
  "name": "⟦app⟧",
  "version": "⟦ver⟧",
  "scripts": {
    "build": "vite build",
    "upload": "cross-env ⟦idn.upper⟧=⟦id⟧ ⟦secn.upper⟧=⟦sec⟧ node upload.js"
  },
  "dependencies": { "axios": "^1.⟦int:1:9⟧.0" }
}
""",
    ),
)
