"""Hard negatives: translations, schemas, lists and notes that speak of keys but hold none."""

from corpus.model import Form

FORMS = (
    Form(
        "yaml/no-scanner-rules",
        "rules.yml .gitleaks.yaml",
        "",
        """⟦head⟧rules:
  - id: tencent-secret-id
    regex: '\\bAKID[0-9A-Za-z]{32}\\b'
    keywords: [akid, secretid, secretkey]
  - id: aws-access-key
    regex: '(A3T[A-Z0-9]|AKIA|ASIA)[A-Z2-7]{16}'
    entropy: ⟦int:2:4⟧.5
allowlist:
  commits: [⟦hex:40⟧, ⟦hex:40⟧]
""",
    ),
    Form(
        "json/no-translations",
        "zh-CN.json en-US.json messages.json",
        "",
        """{
  "form.secretId": "⟦pick:请输入 SecretId¦Please enter the secret ID¦云 API 密钥 ID⟧",
  "form.secretKey": "⟦pick:请输入 SecretKey，可在控制台的访问管理页面查看¦Your secret key is shown only \
once, store it safely⟧",
  "form.accessKeySecret": "AccessKey Secret",
  "tip.password": "密码长度为 8-32 位，须包含大小写字母和数字",
  "tip.token": "InvalidSecurityTokenOrSessionExpiredPleaseLoginAgain",
  "error.⟦hex:8⟧": "⟦cmt⟧"
}
""",
    ),
    Form(
        "properties/no-translations",
        "messages_zh.properties messages_en.properties",
        "",
        """label.secretKey=\\u5bc6\\u94a5
label.secret.key.hint=Enter the secret access key of the service account
label.accessKeyId=Access key identifier
error.secret.key.invalid=SecretKeyVerificationFailedException
password.reset.title=\\u91cd\\u7f6e\\u5bc6\\u7801
app.build=⟦hex:40⟧
""",
    ),
    Form(
        "xml/no-android-labels",
        "strings.xml",
        "",
        """<?xml version="1.0" encoding="utf-8"?>
<resources>
    <string name="secret_key">密钥</string>
    <string name="secret_key_hint">请输入您的密钥（SecretKey）</string>
    <string name="access_key_id_title">Access Key ID</string>
    <string name="password_requirements">At_least_8_characters_and_one_digit</string>
    <string name="google_app_id">1:⟦account⟧:android:⟦hex:22⟧</string>
</resources>
""",
    ),
    Form(
        "json/no-schema",
        "schema.json openapi.json",
        "",
        """{
  "$id": "https://example.com/schemas/⟦uuid⟧",
  "properties": {
    "SecretId": { "type": "string", "minLength": 36, "maxLength": 36, "pattern": "^AKID" },
    "SecretKey": { "type": "string", "format": "password", "description": "ObtainFromTheCloudConsole" },
    "accessKeySecret": { "$ref": "#/definitions/SensitiveStringWithMaskedOutput" },
    "token": { "type": "string", "default": "" }
  },
  "required": ["SecretId", "SecretKey"]
}
""",
    ),
    Form(
        "sql/no-hash-columns",
        "files.sql blobs.sql",
        "",
        """⟦head⟧INSERT INTO `file_index` (`id`, `path`, `md5`, `sha1`, `uuid`) VALUES
⟦rep:3-9:(⟦num:18⟧, '/⟦word⟧/⟦hex:2⟧/⟦word⟧.bin', '⟦hex:32⟧', '⟦hex:40⟧', '⟦uuid⟧'),
⟧(1, '/end', '⟦hex:32⟧', '⟦hex:40⟧', '⟦uuid⟧');
⟦tail⟧""",
    ),
    Form(
        "yaml/no-chart-index",
        "index.yaml Chart.lock",
        "",
        """apiVersion: v1
entries:
  ⟦word⟧:
⟦rep:2-5:  - appVersion: ⟦ver⟧
    digest: ⟦hex:64⟧
    name: ⟦word⟧
    urls: [https://charts.example.com/⟦word⟧-⟦ver⟧.tgz]
⟧generated: "⟦date⟧T⟦time⟧Z"
""",
    ),
    Form(
        "json/no-trace-export",
        "trace.json spans.json",
        "",
        """{"data":[{"traceID":"⟦hex:32⟧","spans":[
⟦rep:3-8:  {"traceID":"⟦hex:32⟧","spanID":"⟦hex:16⟧","operationName":"GET \
/⟦word⟧","startTime":⟦ms⟧000,"tags":[{"key":"token.bucket","value":"⟦word⟧"}]},
⟧  {"spanID":"⟦hex:16⟧","operationName":"getSecretKey"}
]}]}
""",
    ),
    Form(
        "notebook/no-image-output",
        "plot.ipynb",
        "",
        """{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": ⟦int:1:30⟧,
   "id": "⟦hex:8⟧",
   "metadata": {},
   "outputs": [{"data": {"image/png": "⟦png:700⟧"}, "output_type": "display_data", "metadata": {}}],
   "source": ["secret_key = getpass('SecretKey: ')\\n", "df.plot()"]
  }
 ],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5
}
""",
    ),
    Form(
        "text/no-meeting-notes",
        "notes.txt 会议纪要.txt",
        "",
        """⟦date⟧ ⟦person⟧

1. SecretId 和 SecretKey 统一放到配置中心，不再写入代码。
2. ak/sk 由运维线下发放，联系 ⟦people⟧，电话 13⟦num:9⟧。
3. 旧的 access key 已禁用，工单 ⟦HEX:16⟧，requestId ⟦uuid⟧。
4. 安装包 sha1：⟦hex:40⟧
""",
    ),
    Form(
        "ini/no-desktop-and-versions",
        "setup.cfg tox.ini app.ini",
        "",
        """[metadata]
name = ⟦app⟧
version = ⟦ver⟧+g⟦hex:12⟧

[credentials]
; taken from the environment
secret_id = %(TENCENT_SECRET_ID)s
secret_key = ${env:TENCENT_SECRET_KEY}
profile = ⟦word⟧-readonly-⟦region⟧
token_url = https://⟦host⟧/oauth2/token?client=⟦uuid⟧
""",
    ),
)
