"""Keys of QingCloud and Qiniu."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "yaml/qingcloud-client-config",
        ".qingcloud/config.yaml client.yaml",
        "qingcloud",
        """qy_access_key_id: '⟦id⟧'
qy_secret_access_key: '⟦sec⟧'
zone: 'pek3'
host: api.qingcloud.com
port: 443
protocol: https
uri: /iaas
connection_retries: 3
log_level: warn
""",
    ),
    Form(
        "python/qingcloud-iaas-connect-to-zone",
        "qing.py list_instances.py",
        "qingcloud",
        """import qingcloud.iaas

# 青云 sh1a
conn = qingcloud.iaas.connect_to_zone(
    'sh1a',
    '⟦id⟧',
    '⟦sec⟧'
)
ret = conn.describe_instances(image='centos7x64d', status=['running', 'stopped'], limit=50)
for i in ret['instance_set']:
    print(i['instance_id'], i['vxnets'])   # i-⟦low:8⟧
""",
    ),
    Form(
        "go/qingstor-config-new",
        "storage.go qingstor.go",
        "qingcloud",
        """package storage

import (
	"github.com/qingstor/qingstor-sdk-go/v4/config"
	"github.com/qingstor/qingstor-sdk-go/v4/service"
)

func Open() (*service.Bucket, error) {
	configuration, err := config.New("⟦id⟧", "⟦sec⟧")
	if err != nil {
		return nil, err
	}
	svc, _ := service.Init(configuration)
	return svc.Bucket("⟦word⟧", "pek3a")
}
""",
    ),
    Form(
        "kubernetes/qingcloud-csi-configmap",
        "csi-qingcloud.yaml config-map.yaml",
        "qingcloud",
        """apiVersion: v1
kind: ConfigMap
metadata:
  labels: {app: csi-qingcloud, owner: yunify, ver: v1.3.⟦int:0:9⟧}
  name: csi-qingcloud
  namespace: kube-system
data:
  config.yaml: |-
    qy_access_key_id: "⟦id⟧"
    qy_secret_access_key: "⟦sec⟧"
    zone: "gd2"
    host: "api.qingcloud.com"
    port: 443
""",
    ),
    Form(
        "javascript/qingstor-sdk-object-config",
        "qs.js upload.js",
        "qingcloud",
        """import { Config, QingStor } from 'qingstor-sdk';

const config = new Config({
  access_key_id: '⟦id⟧',
  secret_access_key: '⟦sec⟧',
  host: 'qingstor.com', port: 443, protocol: 'https',
});
const bucket = new QingStor(config).Bucket('⟦word⟧', 'sh1a');
bucket.putObject('build-⟦hex:7⟧.zip', { body: require('fs').createReadStream('build.zip') });
""",
    ),
    Form(
        "terraform/qingcloud-env-style-script",
        "apply.sh tf_env.sh",
        "qingcloud",
        """#!/bin/sh
cd "$(dirname "$0")/infra"
export QINGCLOUD_ACCESS_KEY=⟦id⟧
export QINGCLOUD_SECRET_KEY=⟦sec⟧
export QINGCLOUD_ZONE=pek3a
terraform init -backend-config="key=⟦uuid⟧"
terraform apply -auto-approve
""",
    ),
    Form(
        "python/qiniu-auth-upload-token",
        "qiniu_upload.py image_storage.py",
        "qiniu",
        """# -*- coding: utf-8 -*-
from qiniu import Auth, put_data

# 需要填写你的 Access Key 和 Secret Key
access_key = '⟦id⟧'
secret_key = '⟦sec⟧'

def storage(file_data):
    q = Auth(access_key, secret_key)
    token = q.upload_token('ihome-⟦word⟧', None, 3600)
    ret, info = put_data(token, None, file_data)
    if info.status_code == 200:
        return ret.get('key')   # Fh⟦url64:26⟧
    raise Exception('上传七牛失败')
""",
    ),
    Form(
        "shell/qshell-account-and-sync",
        "upload.sh deploy_static.sh",
        "qiniu",
        """#!/usr/bin/env bash
npm run build
qshell account ⟦id⟧ ⟦sec⟧ ⟦word⟧ -w
qshell qupload2 --src-dir=./dist --bucket=⟦word⟧-static --overwrite --thread-count 8
qshell cdnrefresh -i urls.txt
echo "sha ⟦hex:40⟧" >> release.txt
""",
    ),
    Form(
        "php/qiniu-positional-in-controller",
        "UploadController.php Qiniu.php",
        "qiniu",
        """<?php
namespace app\\admin\\controller;

use Qiniu\\Auth;
use Qiniu\\Storage\\UploadManager;

class UploadController extends Base
{
    public function image()
    {
        $file = request()->file('file');
        $auth = new Auth("⟦id⟧", "⟦sec⟧");
        $token = $auth->uploadToken('⟦word⟧');
        list($ret, $err) = (new UploadManager())->putFile($token, md5(time()), $file->getRealPath());
        return json(['code' => $err ? 1 : 0, 'url' => 'http://⟦low:9⟧.bkt.clouddn.com/' . $ret['key']]);
    }
}
""",
    ),
    Form(
        "json/markdown-editor-image-host-settings",
        "settings.json picgo.json",
        "qiniu",
        """{
    "files.autoSave": "afterDelay",
    "qiniu.enable": true,
    "qiniu.access_key": "⟦id⟧",
    "qiniu.secret_key": "⟦sec⟧",
    "qiniu.bucket": "⟦word⟧",
    "qiniu.domain": "http://⟦low:9⟧.bkt.clouddn.com",
    "sync.gist": "⟦hex:32⟧"
}
""",
    ),
    Form(
        "javascript/qiniu-mac-for-node-token-server",
        "server.js routes/qiniu.js",
        "qiniu",
        """const express = require('express')
const qiniu = require('qiniu')
const router = express.Router()

const mac = new qiniu.auth.digest.Mac('⟦id⟧', '⟦sec⟧')
router.get('/uptoken', (req, res) => {
  const policy = new qiniu.rs.PutPolicy({ scope: '⟦word⟧', expires: 7200 })
  res.json({ uptoken: policy.uploadToken(mac), sn: '⟦uuid⟧' })
})
module.exports = router
""",
    ),
    Form(
        "properties/qiniu-oss-lines-in-gbk",
        "qiniu.properties upload.properties",
        "qiniu",
        """# 七牛云存储
qiniu.accessKey=⟦id⟧
qiniu.secretKey=⟦sec⟧
qiniu.bucket=⟦word⟧
qiniu.zone=huadong
# 外链默认域名
qiniu.path=http://⟦low:9⟧.hn-bkt.clouddn.com/
app.version.hash=⟦hex:40⟧
""",
        encode=encoders.gbk,
    ),
)
