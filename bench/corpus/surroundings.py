"""What stands before and after the telling lines, for each language: imports, constants, other functions."""

_PYTHON = (
    "",
    "# -*- coding: utf-8 -*-\n# ⟦cmt⟧\nimport os\nimport sys\n\n",
    (
        '#!/usr/bin/env python3\n"""⟦app⟧: ⟦cmt⟧"""\nimport json\nimport logging\nimport time\n\n'
        "logger = logging.getLogger(__name__)\n\n"
    ),
    "import hashlib\nimport datetime as dt\n\nVERSION = '⟦ver⟧'\nBUILD = '⟦hex:40⟧'\n\n",
)
_PYTHON_TAIL = (
    "",
    (
        "\n\ndef md5sum(path):\n    h = hashlib.md5()\n    with open(path, 'rb') as f:\n"
        "        for block in iter(lambda: f.read(65536), b''):\n            h.update(block)\n"
        "    return h.hexdigest()  # e.g. ⟦hex:32⟧\n"
    ),
    "\n\nif __name__ == '__main__':\n    main(sys.argv[1:])\n",
    "\nCHECKSUMS = {\n    'a.tar.gz': '⟦hex:64⟧',\n    'b.tar.gz': '⟦hex:64⟧',\n}\nTRACE_ID = '⟦uuid⟧'\n",
    (
        '\n\nclass ⟦word.pascal⟧Error(Exception):\n    """⟦cmt⟧"""\n\n\ndef now_ms():\n'
        "    return int(time.time() * 1000)\n"
    ),
)
_JAVA = (
    "",
    "import java.util.HashMap;\nimport java.util.Map;\n\n",
    (
        "import org.slf4j.Logger;\nimport org.slf4j.LoggerFactory;\nimport java.io.File;\n\n"
        "/**\n * ⟦cmt⟧\n *\n * @author ⟦person⟧\n * @date ⟦date⟧\n */\n"
    ),
    "/*\n * Copyright (c) 2023 ⟦org.title⟧. All rights reserved.\n * ⟦cmt⟧\n */\n",
)
_JAVA_TAIL = (
    "",
    "    private static final long serialVersionUID = -⟦num:19⟧L;\n",
    "\n    public static String md5(String s) {\n        return DigestUtils.md5Hex(s); // ⟦hex:32⟧\n    }\n",
    (
        '\n    @Test\n    public void smoke() {\n        Assert.assertEquals("⟦hex:40⟧", sha1("⟦word⟧"));'
        "\n    }\n"
    ),
)
_GO = (
    "",
    "// ⟦cmt⟧\n",
    'const (\n\tversion  = "v⟦ver⟧"\n\tcommit   = "⟦hex:40⟧"\n\tbuildAt  = "⟦date⟧T⟦time⟧Z"\n)\n',
    '// Code of ⟦app⟧.\n\nvar errNotFound = errors.New("⟦word⟧ not found")\n',
)
_GO_TAIL = (
    "",
    "\nfunc sum(b []byte) string {\n\th := sha256.Sum256(b)\n\treturn hex.EncodeToString(h[:])\n}\n",
    "\n// ⟦cmt⟧\nfunc must(err error) {\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n",
    '\nvar fixtures = map[string]string{\n\t"a.txt": "⟦hex:64⟧",\n\t"b.txt": "⟦hex:64⟧",\n}\n',
)
_JS = (
    "",
    "'use strict';\nconst fs = require('fs');\nconst path = require('path');\n",
    "/**\n * ⟦cmt⟧\n * @author ⟦person⟧\n */\n",
    "// ⟦cmt⟧\nconst VERSION = '⟦ver⟧';\nconst BUILD_HASH = '⟦hex:20⟧';\n",
)
_JS_TAIL = (
    "",
    (
        "\nfunction uuid() {\n  return 'xxxxxxxx-xxxx-4xxx'.replace(/[xy]/g, c => (Math.random() * 16 | "
        "0).toString(16));\n}\n"
    ),
    "\nconst etags = ['⟦hex:32⟧', '⟦hex:32⟧'];\nconsole.log('⟦word⟧ ready', etags.length);\n",
    "\nprocess.on('unhandledRejection', (e) => { console.error(e); process.exit(1); });\n",
)
_SHELL = (
    "",
    "#!/bin/bash\n# ⟦cmt⟧\nset -e\n",
    '#!/usr/bin/env bash\nset -euo pipefail\ncd "$(dirname "$0")"\n# ⟦cmt⟧\nVERSION=⟦ver⟧\nSHA256=⟦hex:64⟧\n',
    "#!/bin/sh\n# ⟦app⟧ ⟦date⟧ by ⟦person⟧\n",
)
_SHELL_TAIL = (
    "",
    '\necho "$SHA256  ⟦app⟧.tar.gz" | sha256sum -c -\n',
    "\ndocker pull registry.example.com/⟦org⟧/⟦app⟧@sha256:⟦hex:64⟧\n",
    "\nif [ $? -ne 0 ]; then\n  echo '⟦cmt⟧' >&2\n  exit 1\nfi\n",
    "\ncurl -fsSL -H 'X-Request-Id: ⟦uuid⟧' https://⟦host⟧/healthz\n",
)
_YAML = (
    "",
    "# ⟦cmt⟧\n",
    "# ⟦app⟧ ⟦ver⟧\n# commit: ⟦hex:40⟧\n",
)
_KEYED = (
    "",
    "# ⟦cmt⟧\n",
    "# ⟦date⟧ ⟦person⟧: ⟦cmt⟧\n# build ⟦hex:40⟧\n",
    "# ------------------------------\n# ⟦app⟧ ⟦env⟧\n# ------------------------------\n",
)

HEADS: dict[str, tuple[str, ...]] = {
    "python": _PYTHON,
    "java": _JAVA,
    "kotlin": _JAVA[:1] + _JAVA[2:],
    "go": _GO,
    "javascript": _JS,
    "typescript": _JS[:1] + _JS[2:],
    "shell": _SHELL,
    "yaml": _YAML,
    "kubernetes": _YAML,
    "ini": _KEYED,
    "toml": _KEYED,
    "env": (
        *_KEYED,
        "APP_ENV=⟦env⟧\nAPP_INSTANCE=⟦uuid⟧\nLOG_LEVEL=info\n",
        "PORT=⟦int:3000:9000⟧\nDEBUG=false\n\n",
    ),
    "properties": (
        *_KEYED,
        "server.port=⟦int:8000:9000⟧\nspring.application.name=⟦app⟧\nlogging.level.root=INFO\n\n",
    ),
    "php": (
        "",
        "/**\n * ⟦cmt⟧\n * User: ⟦person⟧\n * Date: ⟦date⟧\n */\n",
        "// ⟦cmt⟧\ndate_default_timezone_set('Asia/Shanghai');\n",
    ),
    "csharp": ("", "using System;\nusing System.Collections.Generic;\n", "// ⟦cmt⟧\nusing System;\n"),
    "ruby": ("", "# frozen_string_literal: true\n\n", "# ⟦cmt⟧\nrequire 'json'\nrequire 'digest'\n"),
    "terraform": (
        "",
        "# ⟦cmt⟧\n",
        (
            'terraform {\n  required_version = ">= 1.5"\n}\n\nlocals {\n  app    = "⟦app⟧"\n  vpc_id = '
            '"vpc-⟦low:8⟧"\n}\n\n'
        ),
    ),
    "dockerfile": ("", "# ⟦cmt⟧\n", "# syntax=docker/dockerfile:1\n"),
    "log": (
        "",
        "⟦date⟧ ⟦time⟧.⟦int:100:999⟧ INFO [main] ⟦app⟧ starting, version ⟦ver⟧ commit ⟦hex:40⟧\n",
        "⟦rep:2-6:⟦date⟧ ⟦time⟧ DEBUG [http-nio-⟦int:1:20⟧] requestId=⟦uuid⟧ cost=⟦int:1:900⟧ms\n⟧",
    ),
    "sql": ("", "-- MySQL dump 10.13  Distrib 8.0.⟦int:20:36⟧\n-- Host: ⟦ip⟧\n", "-- ⟦cmt⟧\n"),
    "c": ("", "/* ⟦cmt⟧ */\n", "/*\n * ⟦app⟧ ⟦ver⟧\n * ⟦cmt⟧\n */\n"),
    "rust": ("", "//! ⟦app⟧: ⟦cmt⟧\n\n", "// ⟦cmt⟧\n"),
    "markdown": (
        "",
        "> 更新时间：⟦date⟧  作者：⟦person⟧\n\n",
        "[![build](https://img.shields.io/badge/build-⟦hex:7⟧-green)](https://⟦host⟧)\n\n",
    ),
    "text": ("", "⟦date⟧ ⟦person⟧\n", "===== ⟦app⟧ =====\n"),
    "swift": ("", "//\n//  Config.swift\n//  ⟦app⟧\n//\n//  Created by ⟦person⟧ on ⟦date⟧.\n//\n"),
    "powershell": ("", "# ⟦cmt⟧\n$ErrorActionPreference = 'Stop'\n"),
    "lua": ("", "-- ⟦cmt⟧\n"),
}
TAILS: dict[str, tuple[str, ...]] = {
    "python": _PYTHON_TAIL,
    "java": _JAVA_TAIL,
    "go": _GO_TAIL,
    "javascript": _JS_TAIL,
    "typescript": _JS_TAIL,
    "shell": _SHELL_TAIL,
    "yaml": (
        "",
        "\nmonitoring:\n  trace_id: ⟦hex:32⟧\n  dashboard: ⟦uuid⟧\n",
        "\nlogging:\n  level: ⟦pick:info¦debug¦warn⟧\n  file: /var/log/⟦app⟧.log\n",
        "\nimage:\n  repository: registry.example.com/⟦org⟧/⟦app⟧\n  digest: sha256:⟦hex:64⟧\n",
    ),
    "ini": (
        "",
        "\n[log]\nlevel = info\nfile = /var/log/⟦app⟧.log\n",
        "\n[cache]\nhost = ⟦ip⟧\nport = 6379\nprefix = ⟦hex:8⟧\n",
    ),
    "toml": ("", '\n[build]\ncommit = "⟦hex:40⟧"\njobs = ⟦int:1:16⟧\n'),
    "env": ("", "REDIS_HOST=⟦ip⟧\nREDIS_PORT=6379\n", "SENTRY_RELEASE=⟦hex:40⟧\nTZ=Asia/Shanghai\n"),
    "properties": (
        "",
        "\nspring.redis.host=⟦ip⟧\nspring.redis.port=6379\n",
        "\n# ⟦cmt⟧\nbuild.revision=⟦hex:40⟧\ntask.pool.size=⟦int:4:64⟧\n",
    ),
    "php": ("", "\nfunction etag($path) {\n    return md5_file($path); // ⟦hex:32⟧\n}\n", "\n// ⟦cmt⟧\n"),
    "csharp": ("", '        public const string BuildId = "⟦uuid⟧";\n', "        // ⟦cmt⟧\n"),
    "ruby": ("", "\nputs Digest::SHA256.hexdigest('⟦word⟧') # => ⟦hex:64⟧\n", "\n# ⟦cmt⟧\n"),
    "terraform": (
        "",
        '\nresource "null_resource" "⟦word⟧" {\n  triggers = {\n    sha = "⟦hex:40⟧"\n  }\n}\n',
        '\noutput "⟦word⟧_id" {\n  value = local.vpc_id\n}\n',
    ),
    "dockerfile": ("", 'EXPOSE ⟦int:3000:9999⟧\nCMD ["./⟦app⟧"]\n', "LABEL commit=⟦hex:40⟧\n"),
    "log": (
        "",
        "⟦rep:1-5:⟦date⟧ ⟦time⟧ INFO traceId=⟦hex:32⟧ spanId=⟦hex:16⟧ uri=/api/⟦word⟧ status=200\n⟧",
        "⟦date⟧ ⟦time⟧ WARN etag mismatch: want ⟦hex:32⟧ got ⟦hex:32⟧\n",
    ),
    "sql": (
        "",
        "-- Dump completed on ⟦date⟧ ⟦time⟧\n",
        "UPDATE sys_version SET sha = '⟦hex:40⟧' WHERE id = 1;\n",
    ),
    "c": ("", '#define BUILD_ID "⟦hex:40⟧"\n', "/* ⟦cmt⟧ */\n"),
    "rust": ("", '\nconst COMMIT: &str = "⟦hex:40⟧";\n', "\n// ⟦cmt⟧\n"),
    "markdown": ("", "\n## 更新记录\n\n- ⟦date⟧ ⟦hex:7⟧ ⟦cmt⟧\n- ⟦date⟧ ⟦hex:7⟧ ⟦cmt⟧\n", "\n---\n⟦cmt⟧\n"),
    "text": ("", "\n⟦cmt⟧\n", "\nmd5: ⟦hex:32⟧\n"),
    "swift": ("", "\n// ⟦cmt⟧\n"),
    "powershell": ("", "\nWrite-Host '⟦cmt⟧'\n"),
    "lua": ("", "\n-- ⟦cmt⟧\n"),
}
