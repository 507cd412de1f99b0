"""Dumps of databases, notebooks, and whole files in other encodings."""

from corpus import encoders
from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

_SETTINGS = """# ⟦app⟧ ⟦env⟧
region=⟦region⟧
⟦idn.upper⟧=⟦id⟧
⟦secn.upper⟧=⟦sec⟧
bucket=⟦bucket⟧
"""
_JSON = '{"app":"⟦app⟧","⟦idn.camel⟧":"⟦id⟧","⟦secn.camel⟧":"⟦sec⟧","region":"⟦region⟧"}'
_YAML = """⟦app⟧:
  ⟦store⟧:
    ⟦idn.bare.camel⟧: ⟦id⟧
    ⟦secn.bare.camel⟧: ⟦sec⟧
    bucket: ⟦bucket⟧
"""
_CODE = """import boto3 as sdk
# ⟦cmt⟧
⟦idn.snake⟧ = ⟦id.q⟧
⟦secn.snake⟧ = ⟦sec.q⟧
trace = '⟦uuid⟧'
client = connect(⟦idn.snake⟧, ⟦secn.snake⟧, region='⟦region⟧')
"""
_WINDOWS = """; ⟦chinese⟧
[⟦store⟧]
⟦idn.pascal⟧=⟦id⟧
⟦secn.pascal⟧=⟦sec⟧
Bucket=⟦bucket⟧
"""

FORMS = (
    Form(
        "sql/insert-row",
        "dump.sql init.sql backup.sql",
        CLOUDS,
        """⟦head⟧DROP TABLE IF EXISTS `sys_oss_config`;
CREATE TABLE `sys_oss_config` (`id` bigint, `type` varchar(20), `ak` varchar(64), `sk` varchar(64), \
`bucket` varchar(64));
INSERT INTO `sys_oss_config` VALUES (⟦num:18⟧, '⟦store⟧', '⟦id⟧', '⟦sec⟧', '⟦bucket⟧');
⟦tail⟧""",
    ),
    Form(
        "sql/insert-with-columns",
        "data.sql seed.sql",
        PAIRS,
        """⟦head⟧INSERT INTO account (id, name, ⟦idn.snake⟧, ⟦secn.snake⟧, created)
VALUES (⟦int:1:999⟧, '⟦person⟧', '⟦id⟧', '⟦sec⟧', '⟦date⟧ ⟦time⟧');
⟦tail⟧""",
    ),
    Form(
        "sql/key-value-rows",
        "config.sql sys_config.sql",
        PAIRS,
        """⟦head⟧INSERT INTO `sys_config` (`k`, `v`, `remark`) VALUES
('site_name', '⟦app⟧', '⟦cmt⟧'),
('⟦idn.snake⟧', '⟦id⟧', '⟦brandcn⟧'),
('⟦secn.snake⟧', '⟦sec⟧', '⟦brandcn⟧'),
('static_hash', '⟦hex:32⟧', '');
⟦tail⟧""",
    ),
    Form(
        "sql/json-column",
        "dump.sql plugin.sql",
        BIG,
        """⟦head⟧INSERT INTO `plugin` VALUES (⟦int:1:99⟧,'upload','{\\"driver\\":\\"⟦store⟧\\",\
\\"⟦idn.camel⟧\\":\\"⟦id⟧\\","""
        """\\"⟦secn.camel⟧\\":\\"⟦sec⟧\\",\\"bucket\\":\\"⟦bucket⟧\\"}','⟦date⟧');
⟦tail⟧""",
    ),
    Form(
        "sql/update-statement",
        "fix.sql",
        CLOUDS,
        """⟦head⟧UPDATE tenant SET ⟦idn.snake⟧ = '⟦id⟧', ⟦secn.snake⟧ = '⟦sec⟧' WHERE uuid = '⟦uuid⟧';
⟦tail⟧""",
    ),
    Form(
        "sql/create-external-stage",
        "stage.sql copy.sql",
        "aws tencent alibaba",
        """⟦head⟧CREATE OR REPLACE STAGE ⟦word⟧_stage
  URL = 's3://⟦bucket⟧/⟦word⟧/'
  CREDENTIALS = (AWS_KEY_ID = '⟦id⟧' AWS_SECRET_KEY = '⟦sec⟧');
⟦tail⟧""",
    ),
    Form(
        "sql/flink-table-options",
        "job.sql etl.sql",
        BIG,
        """⟦head⟧CREATE TABLE sink (id BIGINT, v STRING) WITH (
  'connector' = 'filesystem',
  'path' = '⟦store⟧://⟦bucket⟧/⟦word⟧',
  '⟦idn.dot⟧' = '⟦id⟧',
  '⟦secn.dot⟧' = '⟦sec⟧'
);
⟦tail⟧""",
    ),
    Form("notebook/code-cell", "analysis.ipynb train.ipynb", CLOUDS, _CODE, encode=encoders.notebook),
    Form(
        "notebook/env-magic",
        "explore.ipynb",
        BIG,
        "%env ⟦idn.upper⟧=⟦id⟧\n%env ⟦secn.upper⟧=⟦sec⟧\n!pip install ⟦word⟧==⟦ver⟧\n",
        encode=encoders.notebook,
    ),
    Form("notebook/printed-output", "debug.ipynb", BIG, _SETTINGS, encode=encoders.notebook_output),
    Form("ini/crlf", "config.ini settings.ini", PAIRS, _WINDOWS, encode=encoders.crlf),
    Form("ini/gbk", "config.ini 配置.ini", BIG, _WINDOWS, encode=encoders.gbk),
    Form("ini/utf8-bom", "config.ini", BIG, _WINDOWS, encode=encoders.bom),
    Form("ini/utf16-le-bom", "config.ini 账号.txt", BIG, _WINDOWS, encode=encoders.utf16_le_bom),
    Form("ini/utf16-be-bom", "config.ini", BIG, _WINDOWS, encode=encoders.utf16_be_bom),
    Form("ini/utf16-le-no-bom", "config.ini export.reg.txt", BIG, _WINDOWS, encode=encoders.utf16_le),
    Form("ini/utf16-be-no-bom", "config.ini", "tencent aws", _WINDOWS, encode=encoders.utf16_be),
    Form("powershell/utf16-le-bom", "out.txt env.ps1", BIG, _SETTINGS, encode=encoders.utf16_le_bom),
    Form("text/base64-whole-file", "config.b64 env.b64", BIG, _SETTINGS, encode=encoders.base64_line),
    Form("text/base64-whole-json", "payload.txt", BIG, _JSON, encode=encoders.base64_line),
    Form("text/base64-wrapped", "config.b64 attachment.txt", BIG, _YAML, encode=encoders.base64_wrapped),
    Form("text/hex-whole-json", "blob.hex payload.txt", "tencent aws", _JSON, encode=encoders.hex_line),
    Form("text/form-body", "request.txt body.txt", BIG, _SETTINGS, encode=encoders.url_form),
    Form(
        "json/base64-content-field", "contents.json response.json", BIG, _YAML, encode=encoders.base64_in_json
    ),
    Form("kubernetes/base64-whole-config", "secret.yaml", CLOUDS, _YAML, encode=encoders.base64_in_yaml),
    Form(
        "shell/base64-decoded-to-file", "unpack.sh boot.sh", BIG, _SETTINGS, encode=encoders.base64_in_shell
    ),
    Form(
        "xml/base64-attachment",
        "mail.xml export.xml",
        "tencent aws",
        _SETTINGS,
        encode=encoders.base64_in_xml,
    ),
    Form(
        "json/base64-values",
        "config.json enc.json",
        BIG,
        '{\n  "app": "⟦app⟧",\n  "⟦idn.camel⟧": "⟦id.b64⟧",\n'
        '  "⟦secn.camel⟧": "⟦sec.b64⟧",\n  "rev": "⟦hex:40⟧"\n}\n',
    ),
    Form(
        "yaml/hex-values",
        "config.yml",
        "tencent aws",
        "⟦head⟧⟦store⟧:\n  ⟦idn.bare.camel⟧: ⟦id.hex⟧\n"
        "  ⟦secn.bare.camel⟧: ⟦sec.hex⟧\n  region: ⟦region⟧\n⟦tail⟧",
    ),
    Form(
        "text/percent-encoded-query",
        "urls.txt callback.txt",
        CLOUDS,
        "https://⟦host⟧/cb?rid=⟦uuid⟧&⟦idn.camel⟧=⟦id.pct⟧&⟦secn.camel⟧=⟦sec.pct⟧&region=⟦region⟧\n",
    ),
    Form(
        "text/percent-encoded-every-byte",
        "request.txt",
        "tencent aws",
        "POST /save HTTP/1.1\nHost: ⟦host⟧\n\n⟦idn.camel⟧=⟦id.pctall⟧&⟦secn.camel⟧=⟦sec.pctall⟧&v=⟦ver⟧\n",
    ),
    Form(
        "text/url-user-info",
        "remotes.txt notes.txt",
        "aws tencent alibaba",
        "⟦head⟧s3://⟦id⟧:⟦sec.pct⟧@⟦endpoint⟧/⟦bucket⟧?etag=⟦hex:32⟧\n⟦tail⟧",
    ),
)
