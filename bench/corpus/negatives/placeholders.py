"""Hard negatives: examples of vendors, placeholders and masked values."""

from corpus.model import Form

# Vendors' published examples, in pieces so that no whole one stands here.
_AWS_A = "AKIAIOSFODNN7" + "EXAMPLE"
_AWS_C = "AKIAI44QH8DHB" + "EXAMPLE"
_AWS_B = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
_AWS_D = "je7MtGbClwBF/2Zp9Utk/" + "h3yCo8nvbEXAMPLEKEY"
_CLOUD_A = "AKIDz8krbsJ5yKBZQpn74" + "WFkmLPx3EXAMPLE"
_CLOUD_B = "Gu5t9xGARNpq86cd98joQ" + "YCN3EXAMPLE"
_ID_HOLE = (
    "⟦pick:xxxxxxxxxxxx¦your-secret-id¦<SecretId>¦YOUR_ACCESS_KEY_ID¦AKID⟦pick:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx⟧"
    "¦AKIA****************¦LTAI****************¦你的AccessKeyId¦***¦changeme¦AKID********************EXAMPLE"
    "¦******¦replace_me_with_your_own_access_key¦{your_access_key_id}¦<your-access-key>¦TODO¦xxx"
    "¦AKIDEXAMPLE¦test-access-key-id¦yourAccessKeyId⟧"
)
_KEY_HOLE = (
    "⟦pick:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx¦your-secret-key¦<SecretKey>¦YOUR_SECRET_ACCESS_KEY¦<secret>"
    "¦********************************¦你的SecretKey¦***¦changeme¦请填写您的密钥¦{your_secret_access_key}"
    "¦replace_me_with_your_own_secret_key¦XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX¦<your-secret-key>¦TODO"
    "¦SECRETKEYEXAMPLE¦test-secret-access-key¦yourAccessKeySecret¦0000000000000000000000000000000000000000⟧"
)

FORMS = (
    Form(
        "markdown/no-vendor-example-aws",
        "README.md docs.md",
        "",
        f"""# ⟦app⟧

Configure your credentials:

```ini
[default]
aws_access_key_id = ⟦pick:{_AWS_A}¦{_AWS_C}⟧
aws_secret_access_key = ⟦pick:{_AWS_B}¦{_AWS_D}⟧
```

Release ⟦hex:40⟧.
""",
    ),
    Form(
        "python/no-vendor-example-tencent",
        "sign_v3.py example.py",
        "",
        f"""⟦head⟧# 密钥参数，以下为文档示例
secret_id = "{_CLOUD_A}"
secret_key = "{_CLOUD_B}"
service = "cvm"
authorization = "TC3-HMAC-SHA256 Credential={_CLOUD_A}/2019-02-25/cvm/tc3_request, Signature=⟦hex:64⟧"
⟦tail⟧""",
    ),
    Form(
        "env/no-example-file",
        ".env.example .env.sample .env.template",
        "",
        f"⟦head⟧TENCENTCLOUD_SECRET_ID={_ID_HOLE}\nTENCENTCLOUD_SECRET_KEY={_KEY_HOLE}\nAWS_ACCESS_KEY_ID={_ID_HOLE}\n"
        f"AWS_SECRET_ACCESS_KEY={_KEY_HOLE}\n⟦tail⟧",
    ),
    Form(
        "python/no-placeholder-arguments",
        "example.py demo.py quickstart.py",
        "",
        f"""⟦head⟧# ⟦cmt⟧
client = CosS3Client(CosConfig(
    Region="⟦region⟧",
    SecretId="{_ID_HOLE}",
    SecretKey="{_KEY_HOLE}",
))
etag = "⟦hex:32⟧"
⟦tail⟧""",
    ),
    Form(
        "java/no-placeholder-constants",
        "Demo.java Sample.java",
        "",
        f"""package com.⟦org⟧.demo;

⟦head⟧public class Demo {{
    private static final String ACCESS_KEY_ID = "{_ID_HOLE}";
    private static final String ACCESS_KEY_SECRET = "{_KEY_HOLE}";
    private static final String TRACE = "⟦uuid⟧";
⟦tail⟧}}
""",
    ),
    Form(
        "yaml/no-placeholder-values",
        "application-example.yml config.sample.yaml",
        "",
        f"""⟦head⟧cos:
  secret-id: "{_ID_HOLE}"
  secret-key: "{_KEY_HOLE}"
  region: ⟦region⟧
openai:
  api-key: ⟦pick:sk-⟦pick:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx⟧¦sk-your-api-key¦<OPENAI_API_KEY>¦sk-...⟧
revision: ⟦hex:40⟧
""",
    ),
    Form(
        "log/no-masked-values",
        "app.log audit.log",
        "",
        """⟦head⟧⟦date⟧ ⟦time⟧ INFO secretId=AKID****⟦alnum:4⟧ secretKey=****** region=⟦region⟧
⟦date⟧ ⟦time⟧ INFO accessKeyId=LTAI****************⟦alnum:4⟧ accessKeySecret=***
⟦date⟧ ⟦time⟧ INFO aws_access_key_id=AKIA...⟦up:4⟧ token=ghp_****⟦alnum:4⟧ password=[REDACTED]
⟦date⟧ ⟦time⟧ INFO Authorization: Bearer ******** trace=⟦hex:32⟧
⟦tail⟧""",
    ),
    Form(
        "sql/no-placeholder-rows",
        "init.sql schema.sql",
        "",
        f"""⟦head⟧CREATE TABLE `sys_oss` (`access_key` varchar(64) COMMENT '密钥ID', `secret_key` \
varchar(64) COMMENT '秘密密钥', `etag` char(32));
INSERT INTO `sys_oss` VALUES ('{_ID_HOLE}', '{_KEY_HOLE}', '⟦hex:32⟧');
⟦tail⟧""",  # noqa: S608  # a template, no query
    ),
    Form(
        "markdown/no-parameter-table",
        "api.md 参数说明.md",
        "",
        """## ⟦word⟧

| 参数 | 类型 | 必填 | 说明 |
| --- | --- | --- | --- |
| SecretId | string | 是 | 云 API 密钥 ID，形如 AKIDxxxxxxxx |
| SecretKey | string | 是 | 云 API 密钥 Key，长度 32 位 |
| accessKeySecret | string | 是 | 见控制台 https://console.example.com/ram/⟦uuid⟧ |
| token | string | 否 | 临时密钥 token |
⟦tail⟧""",
    ),
)
