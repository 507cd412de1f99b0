"""Documents: HTML, reStructuredText, plain notes, mail and chat exports."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "rst/field-list",
        "index.rst deploy.rst",
        BIG,
        """Deployment
==========

⟦english⟧

:⟦idn.title⟧: ``⟦id⟧``
:⟦secn.title⟧: ``⟦sec⟧``
:Region: ⟦region⟧

.. code-block:: console

   $ git checkout ⟦hex:40⟧
""",
    ),
    Form(
        "html/script-block",
        "index.html upload.html demo.htm",
        "tencent aws alibaba trtc",
        """<!DOCTYPE html>
<html lang="zh">
<head>
  <meta charset="utf-8">
  <link rel="stylesheet" href="app.⟦hex:8⟧.css" integrity="sha384-⟦digest:48⟧">
</head>
<body>
<script>
  // ⟦cmt⟧
  var ⟦idn.camel⟧ = '⟦id⟧';
  var ⟦secn.camel⟧ = '⟦sec⟧';
</script>
</body>
</html>
""",
    ),
    Form(
        "html/table-cells",
        "account.html export.html",
        BIG,
        """<table>
<tr><th>⟦idn.pascal⟧</th><th>⟦secn.pascal⟧</th></tr>
<tr><td>⟦id⟧</td><td>⟦sec⟧</td></tr>
</table>
<p>⟦date⟧ ⟦uuid⟧</p>
""",
    ),
    Form(
        "html/input-values",
        "config.html settings.html",
        BIG,
        """<form method="post" action="/save?rev=⟦hex:12⟧">
  <input type="text" name="⟦idn.snake⟧" value="⟦id⟧">
  <input type="password" name="⟦secn.snake⟧" value="⟦sec⟧">
  <input type="hidden" name="csrf" value="{{ csrf }}">
</form>
""",
    ),
    Form(
        "text/label-lines",
        "key.txt ⟦provider⟧.txt 密钥.txt account.txt",
        PAIRS,
        """⟦head⟧⟦brandcn⟧
⟦idn.pascal⟧⟦pick:: ¦:¦：¦ = ¦ ⟧⟦id⟧
⟦secn.pascal⟧⟦pick:: ¦:¦：¦ = ¦ ⟧⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "text/label-above-value",
        "key.txt notes.txt",
        CLOUDS,
        """⟦head⟧⟦brand⟧ ⟦person⟧

⟦idn.title⟧
⟦id⟧

⟦secn.title⟧
⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "text/bare-two-lines",
        "aksk.txt secret.txt",
        BIG,
        """⟦head⟧⟦id⟧
⟦sec⟧
""",
    ),
    Form(
        "text/bare-with-separator",
        "aksk.txt list.txt keys.lst",
        BIG,
        """⟦id⟧⟦mark⟧⟦sec⟧
⟦2.id⟧⟦mark⟧⟦2.sec⟧
""",
        extra="=",
    ),
    Form(
        "text/chat-export",
        "chat.txt 群聊记录.txt slack-export.txt",
        "tencent aws alibaba huawei qiniu",
        """⟦date⟧ ⟦time⟧ ⟦people⟧
⟦cmt⟧

⟦date⟧ ⟦time⟧ ⟦person⟧
⟦brandcn⟧的 key 发我下

⟦date⟧ ⟦time⟧ ⟦people⟧
ak：⟦id⟧
sk：⟦sec⟧
别外传

⟦date⟧ ⟦time⟧ ⟦person⟧
收到，commit ⟦hex:7⟧ 已经推了
""",
    ),
    Form(
        "text/mail",
        "mail.eml ticket.txt",
        CLOUDS,
        """From: ⟦person⟧@example.com
To: ops@example.com
Subject: ⟦brand⟧ key
Date: Mon, 04 Mar 2024 ⟦time⟧ +0800
Message-ID: <⟦hex:32⟧@mail.example.com>
Content-Type: text/plain; charset=utf-8

Hi,

as agreed: ⟦idn.title⟧ ⟦id⟧, ⟦secn.title⟧ ⟦sec⟧.
⟦english⟧

⟦people⟧
""",
    ),
    Form(
        "text/diff",
        "fix.patch change.diff",
        CLOUDS,
        """diff --git a/config.py b/config.py
index ⟦hex:7⟧..⟦hex:7⟧ 100644
--- a/config.py
+++ b/config.py
@@ -1,6 +1,6 @@
 REGION = "⟦region⟧"
-⟦idn.upper⟧ = "⟦id⟧"
-⟦secn.upper⟧ = "⟦sec⟧"
+⟦idn.upper⟧ = os.environ["⟦idn.upper⟧"]
+⟦secn.upper⟧ = os.environ["⟦secn.upper⟧"]
 TIMEOUT = ⟦int:1:60⟧
""",
    ),
)
