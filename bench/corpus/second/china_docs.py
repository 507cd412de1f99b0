"""Tencent Cloud keys in documents, dumps, logs, chats, shells and encodings."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "markdown/readme-table-of-environment-variables",
        "README.md docs/deploy.md",
        "tencent",
        """# ⟦app⟧

小程序后端，部署在腾讯云 SCF。

## 环境变量

| 名称 | 值 | 说明 |
| --- | --- | --- |
| `APPID` | ⟦appid⟧ | 账号 APPID |
| `SECRET_ID` | `⟦id⟧` | 云 API 密钥 |
| `SECRET_KEY` | `⟦sec⟧` | ⟦cmt⟧ |
| `REGION` | ap-guangzhou | |

镜像摘要 `sha256:⟦hex:64⟧`
""",
    ),
    Form(
        "markdown/tutorial-with-a-step-list",
        "cos-tutorial.md 使用教程.md",
        "tencent",
        """---
title: Hexo 图床：腾讯云 COS
date: ⟦date⟧ ⟦time⟧
tags: [hexo, cos]
---

1. 打开访问管理，新建子用户 `pic-upload`
2. 得到下面这一对（写文章时用的，之后会删掉）：
   * SecretId：⟦id⟧
   * SecretKey：⟦sec⟧
3. 存储桶名称填 `blog-⟦appid⟧`，地域 `ap-shanghai`

上传后得到 `https://blog-⟦appid⟧.cos.ap-shanghai.myqcloud.com/⟦hex:32⟧.png`
""",
    ),
    Form(
        "rst/sphinx-literal-block",
        "install.rst storage.rst",
        "tencent alibaba aws",
        """Storage
=======

.. note:: ⟦english⟧

The archive job reads its ⟦brand⟧ account from ``/etc/⟦app⟧.conf``::

    [remote]
    type     = ⟦store⟧
    region   = ⟦region⟧
    key      = ⟦id⟧
    secret   = ⟦sec⟧

Checksums are MD5, for example ``⟦hex:32⟧``.
""",
    ),
    Form(
        "html/wiki-export-with-a-table",
        "账号信息.html page_⟦num:6⟧.html",
        "tencent alibaba huawei baidu",
        """<!DOCTYPE html><html><head><meta charset="utf-8"><title>⟦app⟧ 账号信息</title></head>
<body data-page-id="⟦num:8⟧">
<h2>⟦brandcn⟧</h2>
<table class="confluenceTable"><tbody>
<tr><th>用途</th><th>AccessKey</th><th>SecretKey</th></tr>
<tr><td>文件上传</td><td><code>⟦id⟧</code></td><td><code>⟦sec⟧</code></td></tr>
</tbody></table>
<p>域名：⟦endpoint⟧&nbsp;&nbsp;负责人：⟦person⟧</p>
<!-- etag ⟦hex:32⟧ -->
</body></html>
""",
    ),
    Form(
        "text/ticket-mail-thread",
        "ticket-⟦num:5⟧.txt 工单.txt",
        "tencent",
        """工单编号: ⟦num:9⟧
产品: 对象存储 COS
RequestId: NjI⟦b64:25⟧
提交人: ⟦person⟧

问题描述:
调用 PutObject 一直返回 403 SignatureDoesNotMatch，控制台检查过 CAM 策略没有问题。
我们用的密钥是 ⟦id⟧ / ⟦sec⟧，麻烦工程师帮忙核对一下。

腾讯云工程师 回复(⟦date⟧ ⟦time⟧):
您好，请不要在工单中提交密钥，建议立即禁用并更换。
""",
    ),
    Form(
        "chat/wechat-group-export",
        "chat.txt 聊天记录.txt",
        "tencent alibaba",
        """⟦date⟧ ⟦time⟧ ⟦people⟧
⟦app⟧ 测试环境 ⟦brandcn⟧ 的 key 谁有？

⟦date⟧ ⟦time⟧ ⟦people⟧
稍等我找下

⟦date⟧ ⟦time⟧ ⟦people⟧
id ⟦id⟧
⟦date⟧ ⟦time⟧ ⟦people⟧
key  ⟦sec⟧
⟦date⟧ ⟦time⟧ ⟦people⟧
收到👌 提交号 ⟦hex:8⟧ 已经上了
""",
    ),
    Form(
        "log/config-dump-at-start-up",
        "app.log catalina.out server.⟦date⟧.log",
        "tencent",
        """⟦date⟧ ⟦time⟧.⟦num:3⟧  INFO 1 --- [main] c.e.⟦word⟧.Application : Starting with PID 1
⟦date⟧ ⟦time⟧.⟦num:3⟧ DEBUG 1 --- [main] o.s.b.ConfigBinder : bound "qcloud" -> \
QcloudProperties(appId=⟦appid⟧, secretId=⟦id⟧, secretKey=⟦sec⟧, region=ap-beijing, expire=1800)
⟦date⟧ ⟦time⟧.⟦num:3⟧  INFO 1 --- [main] o.s.web.servlet.DispatcherServlet : traceId=⟦hex:32⟧ ready
⟦date⟧ ⟦time⟧.⟦num:3⟧  WARN 1 --- [nio-1] c.e.⟦word⟧.Filter : token expired, session ⟦uuid⟧
""",
    ),
    Form(
        "shell/history-of-tccli-and-coscmd",
        ".bash_history history.txt .zsh_history",
        "tencent",
        """cd /data/⟦app⟧
git log --oneline | head
pip3 install coscmd tccli -i https://mirrors.cloud.tencent.com/pypi/simple
coscmd config -a ⟦id⟧ -s ⟦sec⟧ -b ⟦word⟧-⟦appid⟧ -r ap-shanghai
coscmd upload -r ./dist/ /
docker rmi ⟦hex:12⟧
sha256sum dist.tgz
exit
""",
    ),
    Form(
        "shell/tccli-inline-options-two-accounts",
        "migrate.sh copy_users.sh",
        "tencent",
        """#!/usr/bin/env bash
set -euo pipefail
# 老账号 -> 新账号
tccli cam ListUsers --secretId ⟦id⟧ --secretKey ⟦sec⟧ --region ap-guangzhou > users.json
jq -r '.Data[].Name' users.json | while read -r name; do
  tccli cam AddUser --secretId "⟦2.id⟧" --secretKey "⟦2.sec⟧" --Name "$name"
done
md5sum users.json  # ⟦hex:32⟧
""",
        extra="=",
    ),
    Form(
        "shell/coscli-yaml-written-by-heredoc",
        "init_cos.sh entrypoint.sh",
        "tencent",
        """#!/bin/sh
wget -q https://cosbrowser.cloud.tencent.com/software/coscli/coscli-linux-amd64 -O /usr/bin/coscli
chmod 755 /usr/bin/coscli
cat > ~/.cos.yaml <<EOF
cos:
  base:
    secretid: ⟦id⟧
    secretkey: ⟦sec⟧
    sessiontoken: ""
    protocol: https
  buckets:
  - name: ⟦word⟧-⟦appid⟧
    alias: ⟦word⟧
    endpoint: cos.ap-guangzhou.myqcloud.com
EOF
exec coscli sync /data cos://⟦word⟧/ -r
""",
    ),
    Form(
        "powershell/variables-for-dnspod-plugin",
        "renew.ps1 deploy.ps1",
        "tencent",
        """$ErrorActionPreference = 'Stop'
Import-Module Posh-ACME
$Thumb = '⟦HEX:40⟧'

# Tencent Cloud
$SecretId  = "⟦id⟧"
$SecretKey = "⟦sec⟧"
$Safe = ConvertTo-SecureString $SecretKey -AsPlainText -Force
$args = @{ TencentKeyId = $SecretId; TencentKey = $Safe }
New-PACertificate '*.example.com' -Plugin Tencent -PluginArgs $args
""",
        encode=encoders.utf16_le_bom,
    ),
    Form(
        "batch/set-lines-before-java",
        "start.bat run.cmd",
        "tencent aws alibaba",
        """@echo off
chcp 65001 > nul
set JAVA_HOME=C:\\Program Files\\Java\\jdk1.8.0_202
set ACCESS_ID=⟦id⟧
set ACCESS_SECRET=⟦sec⟧
set ENDPOINT=⟦endpoint⟧
start "⟦app⟧" javaw -Xmx512m -Dbuild=⟦hex:40⟧ -jar ⟦app⟧.jar --port=8080
pause
""",
        encode=encoders.crlf,
    ),
    Form(
        "sql/insert-into-sys-config",
        "dump.sql init_data.sql",
        "tencent",
        """-- MySQL dump 10.13  Distrib 5.7.⟦int:20:40⟧
DROP TABLE IF EXISTS `sys_config`;
INSERT INTO `sys_config` VALUES (1,'site_name','⟦word⟧商城','⟦date⟧ ⟦time⟧');
INSERT INTO `sys_config` VALUES (2,'tencent_cos_appid','⟦appid⟧',NULL);
INSERT INTO `sys_config` VALUES (3,'tencent_cos_secret_id','⟦id⟧',NULL);
INSERT INTO `sys_config` VALUES (4,'tencent_cos_secret_key','⟦sec⟧','⟦date⟧ ⟦time⟧');
INSERT INTO `sys_config` VALUES (5,'tencent_cos_region','ap-chengdu',NULL);
INSERT INTO `sys_user` VALUES (1,'admin','$2a$10$⟦alnum:53⟧','⟦hex:32⟧');
""",
    ),
    Form(
        "sql/json-column-with-escaped-quotes",
        "backup_⟦ts⟧.sql storage.sql",
        "tencent alibaba volcengine",
        """LOCK TABLES `storage_config` WRITE;
INSERT INTO `storage_config` (`id`,`name`,`type`,`config`,`creator`) VALUES
(1,'本地',10,'{\\"basePath\\":\\"/home\\",\\"domain\\":\\"http://127.0.0.1\\"}','1'),
(2,'⟦brandcn⟧',20,'{\\"endpoint\\":\\"⟦endpoint⟧\\",\\"accessKey\\":\\"⟦id⟧\\",\
\\"accessSecret\\":\\"⟦sec⟧\\",\\"bucket\\":\\"⟦word⟧\\"}','1');
UNLOCK TABLES;
""",
    ),
    Form(
        "csv/console-download-of-a-new-sub-user",
        "SecretKey.csv credentials.csv",
        "tencent",
        """SecretId,SecretKey
⟦id⟧,⟦sec⟧
""",
        encode=encoders.bom,
    ),
    Form(
        "csv/asset-sheet-of-operations",
        "accounts.csv 资产台账.csv",
        "tencent alibaba aws",
        """序号,云厂商,账号ID,用途,KeyId,KeySecret,到期,负责人
1,⟦brandcn⟧,⟦account⟧,cdn刷新,,,2027-01-01,⟦people⟧
2,⟦brandcn⟧,⟦account⟧,"日志,备份",⟦id⟧,⟦sec⟧,,⟦people⟧
3,⟦brandcn⟧,⟦account⟧,短信,⟦2.id⟧,⟦2.sec⟧,⟦date⟧,⟦people⟧
""",
        extra="=",
    ),
    Form(
        "curl/scf-invoke-with-json-body-of-settings",
        "test.sh api.http 接口调试.txt",
        "tencent",
        """### 保存云存储设置
curl -X POST 'https://api.example.com/admin/storage' \\
  -H 'Content-Type: application/json' \\
  -H 'X-Request-Id: ⟦uuid⟧' \\
  -d '{"vendor":"tencent","params":{"secretId":"⟦id⟧","secretKey":"⟦sec⟧","region":"ap-shanghai"}}'
""",
    ),
    Form(
        "http/legacy-query-api-in-an-access-log",
        "access.log requests.txt",
        "tencent",
        """⟦ip⟧ - - [⟦date⟧ ⟦time⟧] "GET /v2/index.php?Action=DescribeInstances&Nonce=⟦num:5⟧&Region=gz\
&SecretId=⟦id⟧&Timestamp=⟦ts⟧&Signature=⟦alnum:27⟧%3D HTTP/1.1" 200 812 "cvm.api.qcloud.com"
⟦ip⟧ - - [⟦date⟧ ⟦time⟧] "GET /favicon.ico HTTP/1.1" 404 0 "-"
""",
    ),
    Form(
        "notebook/cell-that-lists-cos-objects",
        "cos.ipynb analysis.ipynb",
        "tencent",
        """import pandas as pd
from qcloud_cos import CosConfig, CosS3Client
sid = '⟦id⟧'
skey = '⟦sec⟧'
cos = CosS3Client(CosConfig(Region='ap-beijing', SecretId=sid, SecretKey=skey))
df = pd.DataFrame(cos.list_objects(Bucket='⟦word⟧-⟦appid⟧', Prefix='raw/')['Contents'])
# md5 of part 0: ⟦hex:32⟧
""",
        encode=encoders.notebook,
    ),
    Form(
        "javascript/base64-constants-decoded-at-run-time",
        "secret.js key.js",
        "tencent alibaba",
        """// ⟦brandcn⟧ 密钥，简单编码一下防止被扫到
const K = {
  i: '⟦id.b64⟧',
  s: '⟦sec.b64⟧',
  logo: '⟦png:40⟧',
};
const decode = (v) => Buffer.from(v, 'base64').toString();
module.exports = { ak: decode(K.i), sk: decode(K.s), host: '⟦endpoint⟧' };
""",
    ),
    Form(
        "python/bytes-fromhex-for-both-halves",
        "obf.py _keys.py",
        "tencent",
        """# tencentcloud cos, hex so that grep does not find it
SECRET_ID = bytes.fromhex("⟦id.hex⟧").decode()
SECRET_KEY = bytes.fromhex('⟦sec.hex⟧').decode()
FILE_SHA256 = "⟦hex:64⟧"
""",
    ),
    Form(
        "url/s3-style-uri-with-percent-encoding",
        "rclone.txt backup.conf",
        "tencent aws alibaba huawei",
        """# ⟦cmt⟧
BACKUP_FROM=/var/lib/mysql
BACKUP_TO=s3://⟦id.pct⟧:⟦sec.pct⟧@⟦endpoint⟧/⟦bucket⟧?region=⟦region⟧
KEEP_DAYS=14
LAST_SHA=⟦hex:40⟧
""",
    ),
    Form(
        "registry/windows-export-of-a-sync-tool",
        "cosbrowser.reg sync.reg",
        "tencent",
        """Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\\Software\\⟦org.pascal⟧\\CosSync]
"Region"="ap-guangzhou"
"SecretId"="⟦id⟧"
"SecretKey"="⟦sec⟧"
"LastRun"=dword:5f⟦hex:6⟧
"MachineGuid"="{⟦UUID⟧}"
""",
        encode=encoders.utf16_le_bom,
    ),
    Form(
        "base64/whole-env-file-in-a-script",
        "bootstrap.sh userdata.sh",
        "tencent alibaba",
        """# ⟦brand⟧ ⟦endpoint⟧
KEY_ID=⟦id⟧
KEY_SECRET=⟦sec⟧
REGION=⟦region⟧
""",
        encode=encoders.base64_in_shell,
    ),
    Form(
        "ansible/vars-file-and-rclone-template",
        "group_vars/all.yml roles/rclone/defaults/main.yml",
        "tencent alibaba huawei qingcloud",
        """---
rclone_version: v1.6⟦int:0:9⟧.0
rclone_sha256: ⟦hex:64⟧
rclone_remotes:
  - name: archive
    properties:
      type: s3
      provider: ⟦brand⟧
      endpoint: ⟦endpoint⟧
      access_key_id: ⟦id⟧
      secret_access_key: "⟦sec⟧"
      acl: private
""",
    ),
)
