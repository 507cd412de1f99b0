"""AWS keys in documents, logs, chats and shells' memories."""

from corpus.encoders import gbk, notebook
from corpus.model import Form

FORMS = (
    Form(
        "markdown/handover-table-in-chinese",
        "交接.md docs/账号.md README.md",
        "aws",
        """# ⟦app⟧ 交接文档

## 3. 亚马逊云账号

| 项目 | 值 |
| --- | --- |
| 账户 ID | ⟦account⟧ |
| 区域 | ⟦region⟧ |
| Access Key | `⟦id⟧` |
| Secret Key | `⟦sec⟧` |
| 桶 | ⟦bucket⟧ |

> 上线版本 `⟦hex:40⟧`，有问题找 ⟦person⟧
""",
    ),
    Form(
        "rst/usage-with-code-block",
        "README.rst docs/usage.rst",
        "aws",
        """Configuration
=============

Put this into ``~/.aws/credentials`` on the build host (⟦ip⟧):

.. code-block:: ini

   [⟦app⟧]
   aws_access_key_id = ⟦id⟧
   aws_secret_access_key = ⟦sec⟧

Then check out ``⟦hex:40⟧`` and run ``make publish``.
""",
    ),
    Form(
        "html/hidden-form-fields",
        "index.html upload.html test.htm",
        "aws",
        """<!DOCTYPE html>
<html><head><title>S3 upload</title>
<script src="https://sdk.amazonaws.com/js/aws-sdk-2.⟦int:100:900⟧.0.min.js"
        integrity="sha384-⟦digest:48⟧" crossorigin="anonymous"></script></head>
<body>
<input type=hidden id=ak value="⟦id⟧">
<input type=hidden id=sk value="⟦sec⟧">
<input type="file" id="f"><button onclick="go()">Upload</button>
<script>
function go(){ AWS.config.update({accessKeyId:ak.value,secretAccessKey:sk.value,region:'⟦region⟧'});
 new AWS.S3().upload({Bucket:'⟦bucket⟧',Key:f.files[0].name,Body:f.files[0]},console.log) }
</script></body></html>
""",
    ),
    Form(
        "log/debug-dump-of-a-config-object",
        "app.log catalina.out error.log",
        "aws",
        """⟦date⟧ ⟦time⟧.⟦int:100:999⟧ INFO  [main] o.s.b.w.e.tomcat.TomcatWebServer - started on port 8080
⟦date⟧ ⟦time⟧.⟦int:100:999⟧ DEBUG [trace=⟦hex:32⟧] c.a.S3Config - S3Config(bucket=⟦bucket⟧, \
region=⟦region⟧, accessKey=⟦id⟧, secretKey=⟦sec⟧, timeout=3000)
⟦date⟧ ⟦time⟧.⟦int:100:999⟧ WARN  [trace=⟦hex:32⟧] c.a.Upload - retry 1 of 3, x-amz-request-id ⟦HEX:16⟧
""",
    ),
    Form(
        "log/only-the-key-id-in-an-error",
        "stderr.log build.log jenkins-console.txt",
        "aws",
        """[⟦time⟧] + aws s3 ls s3://⟦bucket⟧
[⟦time⟧] An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation:
<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>⟦id⟧</AWSAccessKeyId>\
<StringToSign>AWS4-HMAC-SHA256</StringToSign><SignatureProvided>⟦hex:64⟧</SignatureProvided>\
<RequestId>⟦HEX:16⟧</RequestId><HostId>⟦b64:76⟧</HostId></Error>
[⟦time⟧] script returned exit code 255
""",
    ),
    Form(
        "history/bash-history-with-inline-variables",
        ".bash_history history.txt .zsh_history",
        "aws",
        """cd /data/⟦app⟧
git checkout ⟦hex:40⟧
ls -la
AWS_ACCESS_KEY_ID=⟦id⟧ AWS_SECRET_ACCESS_KEY=⟦sec⟧ aws s3 ls
docker ps | grep ⟦word⟧
docker logs -f ⟦hex:12⟧
vim .env
exit
""",
    ),
    Form(
        "chat/wechat-export-two-messages",
        "chat.txt 聊天记录.txt",
        "aws",
        """————— ⟦date⟧ —————

⟦people⟧  ⟦time⟧
在吗？s3 的 key 发我一下，上传报 403

⟦people⟧  ⟦time⟧
aws的：
ak ⟦id⟧
sk ⟦sec⟧
区域 ⟦region⟧

⟦people⟧  ⟦time⟧
好的收到 👌  单号 ⟦num:18⟧
""",
        encode=gbk,
    ),
    Form(
        "notebook/cell-with-fsspec",
        "explore.ipynb 01-load.ipynb",
        "aws",
        """import s3fs, pandas as pd
fs = s3fs.S3FileSystem(anon=False, key='⟦id⟧', secret='⟦sec⟧')
fs.ls('⟦bucket⟧')[:⟦int:3:20⟧]
df = pd.read_csv(fs.open('⟦bucket⟧/train.csv'))
assert df['id'][0] == '⟦uuid⟧'
""",
        encode=notebook,
    ),
    Form(
        "shell/curl-with-aws-sigv-four-user",
        "test.sh call.sh curl.txt",
        "aws",
        """#!/bin/sh
HOST=⟦low:10⟧.execute-api.⟦region⟧.amazonaws.com
curl -s --aws-sigv4 "aws:amz:⟦region⟧:execute-api" \\
     --user "⟦id⟧:⟦sec⟧" \\
     -H "x-request-id: ⟦uuid⟧" \\
     -d '{"name":"⟦word⟧"}' \\
     https://$HOST/prod/items
""",
    ),
)
