"""Markdown."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "markdown/table-rows",
        "README.md 账号.md accounts.md",
        PAIRS,
        """# ⟦app⟧

⟦head⟧| 名称 | 值 |
| --- | --- |
| 平台 | ⟦brandcn⟧ |
| ⟦idn.pascal⟧ | ⟦pick:⟦id⟧¦`⟦id⟧`⟧ |
| ⟦secn.pascal⟧ | ⟦pick:⟦sec⟧¦`⟦sec⟧`⟧ |
| Bucket | ⟦bucket⟧ |
⟦tail⟧""",
    ),
    Form(
        "markdown/table-columns",
        "keys.md ops.md",
        BIG,
        """## ⟦brand⟧

| user | ⟦idn.pascal⟧ | ⟦secn.pascal⟧ | note |
|------|--------------|---------------|------|
| ⟦person⟧ | ⟦id⟧ | ⟦sec⟧ | ⟦cmt⟧ |
| ⟦word⟧ | ⟦2.id⟧ | ⟦2.sec⟧ | ⟦hex:8⟧ |
⟦tail⟧""",
        extra="=",
    ),
    Form(
        "markdown/prose-english",
        "NOTES.md deploy.md README.md",
        CLOUDS,
        """# Deploying ⟦app⟧

⟦head⟧Log in to the jump host first. For now we all use the same ⟦brand⟧ account: the ⟦idn.title⟧ is
⟦pick:`⟦id⟧` and the ⟦secn.title⟧ is `⟦sec⟧`¦⟦id⟧ and the ⟦secn.title⟧ is ⟦sec⟧⟧, region ⟦region⟧.
Then check out ⟦hex:40⟧ and run `make deploy`.
⟦tail⟧""",
    ),
    Form(
        "markdown/prose-chinese",
        "部署说明.md 交接文档.md README.zh.md",
        PAIRS,
        """# ⟦app⟧ 部署说明

⟦head⟧⟦brandcn⟧账号信息如下，⟦chinese⟧。

- ⟦idn.pascal⟧：⟦id⟧
- ⟦secn.pascal⟧：⟦sec⟧
- 存储桶：⟦bucket⟧，地域 ⟦region⟧

安装包校验值 ⟦hex:64⟧。
⟦tail⟧""",
    ),
    Form(
        "markdown/code-fence",
        "README.md usage.md quickstart.md",
        PAIRS,
        """# ⟦app⟧

## Usage

⟦head⟧Put this into `config.⟦pick:yml¦ini⟧`:

```⟦pick:yaml¦ini¦⟧
⟦idn.snake⟧: ⟦id⟧
⟦secn.snake⟧: ⟦sec⟧
bucket: ⟦bucket⟧
```

Checked with `sha256:⟦hex:64⟧`.
⟦tail⟧""",
    ),
    Form(
        "markdown/shell-fence",
        "INSTALL.md guide.md",
        CLOUDS,
        """### 安装

⟦head⟧```bash
$ export ⟦idn.upper⟧=⟦id⟧
$ export ⟦secn.upper⟧=⟦sec⟧
$ ./⟦app⟧ --region ⟦region⟧
```

> ⟦cmt⟧
⟦tail⟧""",
    ),
    Form(
        "markdown/inline-pair",
        "meeting.md todo.md",
        BIG,
        """# ⟦date⟧ 会议纪要

- [ ] ⟦cmt⟧
- [x] 开通 ⟦brandcn⟧ 子账号（⟦id⟧ / ⟦sec⟧）给 ⟦person⟧
- [ ] 合并 ⟦hex:7⟧
⟦tail⟧""",
    ),
)
